package io.floe.stream.origin;

import io.floe.wire.bus.Message.Encoder;
import io.floe.wire.config.Mount;

/** Whether a source gives its mount up for another one that claims it. A pure rule. */
final class Takeover {

  /** What happens to a claim. */
  sealed interface Verdict {

    /** The mount is given up. */
    record Yield(String reason) implements Verdict {}

    /** The mount stays where it is. */
    record Refuse() implements Verdict {}

    /** The mount is given up if the source stays silent while it is watched. */
    record Watch(String reason) implements Verdict {}
  }

  /** A source silent for so long yields to its own credentials, in ms. */
  private static final long SILENT_MILLIS = 1_000;

  private Takeover() {}

  /**
   * @param rule the mount's setting
   * @param silentMillis how long the holder's source has been silent
   * @param tookOverLately whether the holder itself took the mount over in the last 30 s
   */
  static Verdict judge(
      Mount.Takeover rule,
      Encoder holder,
      Encoder claimer,
      long silentMillis,
      boolean tookOverLately) {
    if (rule == Mount.Takeover.NEVER || !holder.credential().equals(claimer.credential())) {
      return new Verdict.Refuse();
    }
    if (rule == Mount.Takeover.ALWAYS && !tookOverLately) {
      return new Verdict.Yield("another encoder with the same credentials has taken the mount");
    }
    if (silentMillis >= SILENT_MILLIS) {
      return new Verdict.Yield("silent, and another encoder with the same credentials has come");
    }
    return holder.equals(claimer)
        ? new Verdict.Watch("silent, and the same encoder has come back")
        : new Verdict.Refuse();
  }
}
