package io.floe.bench.live;

/**
 * One server's row.
 *
 * @param figures what its listeners got
 * @param cpuSeconds CPU time of its process in the steady window
 * @param residentKilobytes of its process at the end of that window
 */
public record Measured(
    Subject subject, SwarmFigures figures, double cpuSeconds, long residentKilobytes) {

  /** CPU seconds per 10^9 bytes that arrived. */
  public double cpuPerGigabyte() {
    return figures.steadyBytes() == 0 ? 0 : cpuSeconds / (figures.steadyBytes() / 1e9);
  }

  /** Resident memory beyond idle, per live listener, in kB. */
  public double kilobytesPerListener() {
    return figures.live() == 0
        ? 0
        : (residentKilobytes - subject.idleKilobytes()) / (double) figures.live();
  }
}
