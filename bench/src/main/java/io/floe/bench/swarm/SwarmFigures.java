package io.floe.bench.swarm;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * What the listeners of a swarm got.
 *
 * @param listeners how many tried
 * @param live how many still heard the stream at the end
 * @param refused could not connect
 * @param failed were answered with something other than 200
 * @param ended were closed by the server
 * @param steadyBytes body bytes of all listeners in the steady window, metadata included
 * @param reads how often a listener found something to read in that window, all together
 * @param steadySeconds length of that window
 * @param firstMillis time from connect() to the first byte of the body
 * @param gapSeconds the longest time that each listener waited between two reads, silence at the
 *     end included
 * @param lagSeconds how far each listener was behind the newest byte of the source, at its worst in
 *     the steady window
 * @param cpuSeconds CPU time of the swarm's own threads
 */
public record SwarmFigures(
    int listeners,
    int live,
    int refused,
    int failed,
    int ended,
    long steadyBytes,
    long reads,
    double steadySeconds,
    Samples firstMillis,
    Samples gapSeconds,
    Samples lagSeconds,
    double cpuSeconds) {

  /** Megabytes (10^6) per second that arrived in the steady window. */
  public double megabytesPerSecond() {
    return steadyBytes / 1e6 / steadySeconds;
  }

  /** What each live listener got in the steady window. */
  public double kbpsPerListener() {
    return live == 0 ? 0 : steadyBytes * 8 / 1e3 / steadySeconds / live;
  }

  /** Reads of each live listener: where it keeps up, the server's writes. */
  public double readsPerSecond() {
    return live == 0 ? 0 : reads / steadySeconds / live;
  }

  /** Those without an answer so far. */
  public int waiting() {
    return listeners - live - refused - failed - ended;
  }

  /** Several swarms as one. */
  public static SwarmFigures all(List<SwarmFigures> parts) {
    return new SwarmFigures(
        parts.stream().mapToInt(SwarmFigures::listeners).sum(),
        parts.stream().mapToInt(SwarmFigures::live).sum(),
        parts.stream().mapToInt(SwarmFigures::refused).sum(),
        parts.stream().mapToInt(SwarmFigures::failed).sum(),
        parts.stream().mapToInt(SwarmFigures::ended).sum(),
        parts.stream().mapToLong(SwarmFigures::steadyBytes).sum(),
        parts.stream().mapToLong(SwarmFigures::reads).sum(),
        parts.stream().mapToDouble(SwarmFigures::steadySeconds).average().orElse(0),
        Samples.all(parts.stream().map(SwarmFigures::firstMillis).toList()),
        Samples.all(parts.stream().map(SwarmFigures::gapSeconds).toList()),
        Samples.all(parts.stream().map(SwarmFigures::lagSeconds).toList()),
        parts.stream().mapToDouble(SwarmFigures::cpuSeconds).sum());
  }

  void write(DataOutput out) throws IOException {
    for (int count : new int[] {listeners, live, refused, failed, ended}) {
      out.writeInt(count);
    }
    out.writeLong(steadyBytes);
    out.writeLong(reads);
    out.writeDouble(steadySeconds);
    firstMillis.write(out);
    gapSeconds.write(out);
    lagSeconds.write(out);
    out.writeDouble(cpuSeconds);
  }

  static SwarmFigures read(DataInput in) throws IOException {
    return new SwarmFigures(
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        Samples.read(in),
        Samples.read(in),
        Samples.read(in),
        in.readDouble());
  }
}
