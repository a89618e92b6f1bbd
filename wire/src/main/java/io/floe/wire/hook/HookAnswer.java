package io.floe.wire.hook;

/** What a hook says. */
public sealed interface HookAnswer {

  /**
   * Yes.
   *
   * @param limitMs for how long; {@link Long#MAX_VALUE}: for ever
   */
  record Admitted(long limitMs) implements HookAnswer {}

  /**
   * No.
   *
   * @param message why, for the client; empty: it does not say
   */
  record Denied(String message) implements HookAnswer {}

  /**
   * Nobody answers, or not in time.
   *
   * @param asked whether the question has gone out: the hook may have said yes to it
   */
  record Down(boolean asked) implements HookAnswer {}

  /**
   * Too many ask, or did until it was too late: as clients can bring that about, it lets nobody in.
   *
   * @param asked whether the question has gone out all the same: the hook may have said yes to it
   */
  record Busy(boolean asked) implements HookAnswer {}
}
