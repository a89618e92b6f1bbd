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

  /** Too many ask: as clients can bring that about, it lets nobody in. */
  record Busy() implements HookAnswer {}
}
