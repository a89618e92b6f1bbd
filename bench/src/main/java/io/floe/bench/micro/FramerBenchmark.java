package io.floe.bench.micro;

import io.floe.stream.framing.Framer;
import io.floe.stream.framing.FramerFor;
import io.floe.stream.framing.Units;
import io.floe.testkit.AdtsFrames;
import io.floe.testkit.Mp3Frames;
import io.floe.testkit.OggLinks;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Splitting a source's bytes into frames or pages, 1,400 bytes at a time as TCP brings them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class FramerBenchmark {

  private static final int PIECE = 1400;

  /** As a source names it. */
  @Param({"audio/mpeg", "audio/aac", "application/ogg"})
  public String contentType = "";

  private byte[] stream = new byte[0];
  private Framer framer = FramerFor.contentType("");
  private int at;

  /** Audio bytes that came out per second. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Framed implements Units {

    public long bytes;

    @Override
    public void audio(byte[] array, int offset, int length, boolean entry) {
      bytes += length;
    }

    @Override
    public void header(byte[] array, int offset, int length) {
      bytes += length;
    }

    @Override
    public void title(String title) {}

    @Override
    public void skipped(int count) {}

    @Override
    public void failed(String reason) {
      throw new IllegalStateException(reason);
    }
  }

  /** The stream ends on a boundary, so that it can be sent again and again. */
  @Setup(Level.Trial)
  public void generate() {
    stream =
        switch (contentType) {
          case "audio/mpeg" -> Mp3Frames.joined(new Mp3Frames(1).frames(2000, 128));
          case "audio/aac" -> Mp3Frames.joined(new AdtsFrames(1).frames(2000));
          case "application/ogg" -> new OggLinks(1).vorbis(1, 5000, "TITLE=One").bytes();
          default -> throw new IllegalArgumentException(contentType);
        };
    framer = FramerFor.contentType(contentType);
  }

  /** One piece. */
  @Benchmark
  public void push(Framed out) {
    int length = Math.min(PIECE, stream.length - at);
    framer.push(stream, at, length, out);
    at += length;
    if (at == stream.length) {
      at = 0;
    }
  }
}
