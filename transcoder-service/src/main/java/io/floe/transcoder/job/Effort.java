package io.floe.transcoder.job;

import io.floe.wire.config.Rendition;

/**
 * What a job costs while it works, measured: CPU time against time, and audio against CPU time,
 * over the last ten seconds or so. Confined to the bus thread.
 */
final class Effort {

  private static final long WINDOW_NANOS = 1_000_000_000L;
  private static final long SETTLED_NANOS = 15_000_000_000L;
  private static final double WEIGHT = 0.1;

  /** Thousandths of a core, twice what was measured on a slow one, until more is known. */
  private static final int DECODE = 10;

  private static final int OPUS = 25;
  private static final int MP3 = 45;

  private long sampledAt;
  private long workedNanos;
  private long cpuNanos;
  private long audioNanos;
  private double cost = -1;
  private double speed = -1;

  Effort(long now) {
    sampledAt = now;
  }

  /** What a job will cost, in thousandths of a core, before it has been tried. */
  static int estimate(Job job) {
    int sum = DECODE;
    for (Rendition rendition : job.renditions()) {
      sum +=
          switch (rendition.codec()) {
            case OPUS -> OPUS;
            case MP3 -> MP3;
          };
    }
    return sum;
  }

  /** Takes the counters in, as often as one likes. */
  void sample(long now, long cpu, long audio) {
    long time = now - sampledAt;
    if (time < WINDOW_NANOS) {
      return;
    }
    if (audio > audioNanos && cpu > cpuNanos) {
      workedNanos += time;
      cost = blend(cost, 1_000.0 * (cpu - cpuNanos) / time);
      speed = blend(speed, 100.0 * (audio - audioNanos) / (cpu - cpuNanos));
    }
    sampledAt = now;
    cpuNanos = cpu;
    audioNanos = audio;
  }

  /** Whether {@link #cost} can be relied on. */
  boolean settled() {
    return workedNanos >= SETTLED_NANOS;
  }

  /** Thousandths of a core. */
  int cost() {
    return (int) Math.ceil(Math.max(0, cost));
  }

  /** Seconds of audio per second of CPU, in hundredths; 0 while unknown. */
  int speed() {
    return (int) Math.max(0, speed);
  }

  private static double blend(double known, double fresh) {
    return known < 0 ? fresh : known + WEIGHT * (fresh - known);
  }
}
