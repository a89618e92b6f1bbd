package io.floe.bench.live;

import io.floe.bench.server.Feeder;
import io.floe.bench.server.Subject;
import io.floe.bench.server.ThreadMeter;
import io.floe.bench.swarm.SwarmFigures;
import java.util.Locale;
import java.util.Map;

/**
 * One server's row.
 *
 * @param figures what its listeners got
 * @param cpuSeconds CPU time of its process in the steady window
 * @param residentKilobytes of its process at the end of that window
 * @param byWork the same CPU time by what the threads do, as far as they are Floe's
 */
public record Measured(
    Subject subject,
    SwarmFigures figures,
    double cpuSeconds,
    long residentKilobytes,
    Map<ThreadMeter.Work, Double> byWork) {

  public Measured {
    byWork = Map.copyOf(byWork);
  }

  /** For those who watch. */
  String brief() {
    return String.format(
        Locale.ROOT,
        "%.2f CPU s per GB, %d of %d live, first byte p99 %.0f ms, gap %.2f s, behind %.2f s",
        cpuPerGigabyte(),
        figures.live(),
        figures.listeners(),
        figures.firstMillis().spread().p99(),
        figures.gapSeconds().spread().max(),
        figures.lagSeconds().spread().max());
  }

  /** CPU seconds per 10^9 bytes that arrived. */
  public double cpuPerGigabyte() {
    return perGigabyte(cpuSeconds);
  }

  /** The part of it that is spent on one kind of work. */
  double cpuPerGigabyte(ThreadMeter.Work work) {
    return perGigabyte(byWork.getOrDefault(work, 0.0));
  }

  /** Whether all listeners heard all of it; else the cost says nothing. */
  boolean comparable() {
    return figures.live() == figures.listeners() && figures.kbpsPerListener() > 0.95 * Feeder.KBPS;
  }

  /** Whether it is a row of Floe. */
  boolean floe() {
    return byWork.containsKey(ThreadMeter.Work.LISTENERS);
  }

  private double perGigabyte(double seconds) {
    return figures.steadyBytes() == 0 ? 0 : seconds / (figures.steadyBytes() / 1e9);
  }

  /** Resident memory beyond idle, per live listener, in kB. */
  public double kilobytesPerListener() {
    return figures.live() == 0
        ? 0
        : (residentKilobytes - subject.idleKilobytes()) / (double) figures.live();
  }
}
