package io.floe.admin.live;

import io.floe.admin.account.Pass;
import io.vertx.core.buffer.Buffer;

/** One who follows. Confined to the thread of {@link Followers}. */
final class Follower {

  private final Pass pass;
  private final Scope scope;
  private final Outlet outlet;

  /** Number of the change that it has heard last; -1: none. */
  private long heard;

  private long spokenAt;
  private boolean stuck;
  private long stuckSince;
  private long takenThen;

  /**
   * @param heard number of the change that it says to have heard last; -1: none
   */
  Follower(Pass pass, Scope scope, Outlet outlet, long heard, long nanos) {
    this.pass = pass;
    this.scope = scope;
    this.outlet = outlet;
    this.heard = heard;
    this.spokenAt = nanos;
  }

  Pass pass() {
    return pass;
  }

  Scope scope() {
    return scope;
  }

  Outlet outlet() {
    return outlet;
  }

  long heard() {
    return heard;
  }

  void heard(long number) {
    heard = number;
  }

  /** How long nothing was said to it. */
  long silence(long nanos) {
    return nanos - spokenAt;
  }

  /** How long it has taken nothing of what it was given; 0: it takes. */
  long stuck(long nanos) {
    if (!outlet.full()) {
      stuck = false;
      return 0;
    }
    long taken = outlet.taken();
    if (!stuck || taken != takenThen) {
      stuck = true;
      takenThen = taken;
      stuckSince = nanos;
    }
    return Math.max(1, nanos - stuckSince);
  }

  void say(Buffer text, long nanos) {
    spokenAt = nanos;
    outlet.write(text);
  }
}
