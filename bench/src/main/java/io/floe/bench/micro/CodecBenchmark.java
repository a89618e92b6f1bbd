package io.floe.bench.micro;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.MessageCodec;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.Report;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Messages as bytes and back: a chunk of 4 KB, and the beat of an edge with 20 mounts. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

  private static final NodeId SELF = new NodeId("edge-1-9f3a");

  /** Which message. */
  public enum Subject {
    AUDIO,
    BEAT
  }

  @Param public Subject message = Subject.AUDIO;

  private Message value = new Message.Find(new MountName("/live"));
  private Buffer bytes = Buffer.buffer();

  @Setup
  public void build() {
    value =
        switch (message) {
          case AUDIO ->
              new Message.Audio(
                  new Chunk(
                      new StreamId(new MountName("/live"), 1_800_000_000_000L),
                      123_456,
                      Chunk.Kind.AUDIO,
                      1_800_000_024_000L,
                      Chunk.NONE,
                      123_000,
                      true,
                      new byte[4096]));
          case BEAT ->
              new Message.Beat(
                  new NodeInfo(SELF, NodeInfo.Role.EDGE, "0.1.0", 8080, 1_800_000_000_000L),
                  new Report.Edge(12_345, 1L << 40, mounts()));
        };
    bytes = Buffer.buffer();
    MessageCodec.encode(bytes, SELF, value);
  }

  private static List<Report.MountListeners> mounts() {
    return IntStream.range(0, 20)
        .mapToObj(i -> new Report.MountListeners(new MountName("/north/jazz" + i), 600 + i, 900))
        .toList();
  }

  /** Into a new buffer, as the bus does it. */
  @Benchmark
  public Buffer encode() {
    Buffer out = Buffer.buffer();
    MessageCodec.encode(out, SELF, value);
    return out;
  }

  @Benchmark
  public MessageCodec.Decoded decode() {
    return MessageCodec.decode(bytes, 0);
  }
}
