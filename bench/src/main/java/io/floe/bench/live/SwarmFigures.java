package io.floe.bench.live;

/**
 * What the listeners of a swarm got.
 *
 * @param listeners how many tried
 * @param live how many still heard the stream at the end
 * @param refused could not connect
 * @param failed were answered with something other than 200
 * @param ended were closed by the server
 * @param steadyBytes body bytes of all listeners in the steady window, metadata included
 * @param steadySeconds length of that window
 * @param firstMillis time from connect() to the first byte of the body
 * @param gapSeconds the longest time that each listener waited between two reads, silence at the
 *     end included
 * @param stalled listeners whose longest gap is over 3 s
 * @param cpuSeconds CPU time of the swarm's own thread
 */
public record SwarmFigures(
    int listeners,
    int live,
    int refused,
    int failed,
    int ended,
    long steadyBytes,
    double steadySeconds,
    Spread firstMillis,
    Spread gapSeconds,
    int stalled,
    double cpuSeconds) {

  /** Megabytes (10^6) per second that arrived in the steady window. */
  public double megabytesPerSecond() {
    return steadyBytes / 1e6 / steadySeconds;
  }

  /** What each live listener got in the steady window. */
  public double kbpsPerListener() {
    return live == 0 ? 0 : steadyBytes * 8 / 1e3 / steadySeconds / live;
  }
}
