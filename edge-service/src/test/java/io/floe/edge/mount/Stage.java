package io.floe.edge.mount;

import io.floe.edge.ring.MountRing;
import io.floe.stream.origin.Claimed;
import io.floe.stream.origin.OriginStream;
import io.floe.stream.origin.Origins;
import io.floe.stream.origin.SourceControl;
import io.floe.testkit.FakeNetwork;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message.Encoder;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.Mount;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Real origins and real mounts on a fake network: both ends of a lease. */
final class Stage {

  static final MountName LIVE = new MountName("/live");

  final FakeNetwork network = new FakeNetwork();

  Ingest ingest(String id) {
    return new Ingest(id);
  }

  Edge edge(String id) {
    return new Edge(id, Mounts.Limits.DEFAULT);
  }

  void run(long millis) {
    network.advance(Duration.ofMillis(millis));
  }

  static StreamInfo info(String type) {
    return new StreamInfo(type, "North FM", "", "", "", 128, true, "");
  }

  private static NodeInfo node(String id, NodeInfo.Role role) {
    return new NodeInfo(new NodeId(id), role, "1", 8000, 0);
  }

  /** A node that sources connect to. */
  final class Ingest {
    final String id;
    final Bus bus;
    final Heart heart;
    final Origins origins;

    Ingest(String id) {
      this.id = id;
      bus = network.join(id);
      heart = new Heart(bus, node(id, NodeInfo.Role.INGEST), () -> new Report.Ingest(0, 0));
      origins = new Origins(bus, heart);
    }

    Source source() {
      return source("audio/mpeg", "127.0.0.1");
    }

    Source source(String type, String address) {
      Source source = new Source();
      origins.claim(
          LIVE,
          info(type),
          new Encoder("secret-1", address, "encoder"),
          Mount.onTheFly(LIVE),
          source,
          claimed -> source.claimed = claimed);
      network.settle();
      return source;
    }

    /** The process is gone without a word. */
    void kill() {
      bus.close();
      heart.close();
    }
  }

  /** An encoder and its session. Its audio is text that can be read in a failure. */
  final class Source implements SourceControl {
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    final List<Long> sizes = new ArrayList<>();
    @Nullable Claimed claimed;
    @Nullable String evicted;
    private Loop.@Nullable Timer timer;
    private long lastByteAt = network.loop().nanoTime();
    private int count;

    OriginStream stream() {
      if (claimed instanceof Claimed.Won(OriginStream stream)) {
        return stream;
      }
      throw new AssertionError("not won: " + claimed);
    }

    /** Sends a chunk every so many ms from now on. */
    Source play(long everyMillis, int size) {
      timer = network.loop().every(Duration.ofMillis(everyMillis), () -> send(size));
      return this;
    }

    void pause() {
      if (timer != null) {
        timer.close();
      }
    }

    void send(int size) {
      if (evicted != null || claimed == null) {
        return;
      }
      String unit = stream().id().epoch() + "/" + count++ + " ";
      byte[] bytes =
          unit.repeat(size / unit.length() + 1)
              .substring(0, size)
              .getBytes(StandardCharsets.US_ASCII);
      sent.writeBytes(bytes);
      append(Chunk.Kind.AUDIO, bytes);
    }

    void append(Chunk.Kind kind, byte[] bytes) {
      lastByteAt = network.loop().nanoTime();
      stream().append(kind, network.loop().wallMillis(), true, bytes, () -> {});
    }

    void end() {
      pause();
      stream().end("closed");
      network.settle();
    }

    @Override
    public long silentMillis() {
      return (network.loop().nanoTime() - lastByteAt) / 1_000_000;
    }

    @Override
    public void evict(String reason) {
      evicted = reason;
      pause();
    }
  }

  /** A node that listeners connect to; what its rings are given is recorded. */
  final class Edge {
    final Bus bus;
    final Heart heart;
    final Mounts mounts;
    final List<Recording> rings = new ArrayList<>();

    Edge(String id, Mounts.Limits limits) {
      bus = network.join(id);
      heart = new Heart(bus, node(id, NodeInfo.Role.EDGE), () -> new Report.Edge(0, 0, List.of()));
      mounts =
          new Mounts(
              bus,
              heart,
              Mount::onTheFly,
              settings -> new MountRing(),
              ring -> {
                Recording recording = new Recording();
                rings.add(recording);
                return recording;
              },
              mount -> false,
              limits);
    }

    MountCounters counters() {
      return mounts.counters();
    }

    Opening open() {
      Opening opening = new Opening();
      mounts.open(LIVE, network.loop(), opening::answered);
      network.settle();
      return opening;
    }

    /** The ring made last. */
    Recording ring() {
      return rings.getLast();
    }

    void send(io.floe.wire.bus.Message message) {
      bus.broadcast(message);
      network.settle();
    }
  }

  /** A listener on its way in. */
  final class Opening {
    final long since = network.loop().nanoTime();
    @Nullable Optional<LiveMount> answer;
    long tookMillis;

    private void answered(Optional<LiveMount> found) {
      if (answer != null) {
        throw new AssertionError("answered twice");
      }
      answer = found;
      tookMillis = (network.loop().nanoTime() - since) / 1_000_000;
    }

    boolean pending() {
      return answer == null;
    }

    LiveMount mount() {
      if (answer == null) {
        throw new AssertionError("not answered yet");
      }
      return answer.orElseThrow();
    }

    boolean absent() {
      return answer != null && answer.isEmpty();
    }
  }

  /** Stands in for a ring. */
  static final class Recording implements Sink {
    final List<Chunk> chunks = new ArrayList<>();
    final ByteArrayOutputStream audio = new ByteArrayOutputStream();
    private final Set<String> references = new HashSet<>();
    boolean ended;

    @Override
    public void append(Chunk chunk, long ageMillis) {
      if (ended) {
        throw new AssertionError("append after end: " + chunk);
      }
      chunks.add(chunk);
      if (chunk.kind() != Chunk.Kind.AUDIO) {
        references.add(chunk.stream() + "#" + chunk.sequence());
        return;
      }
      audio.writeBytes(chunk.payload());
      for (long named : List.of(chunk.header(), chunk.title())) {
        if (named != Chunk.NONE && !references.contains(chunk.stream() + "#" + named)) {
          throw new AssertionError(chunk + " names " + named + ", which is not here");
        }
      }
    }

    @Override
    public void end() {
      ended = true;
    }

    String text() {
      return audio.toString(StandardCharsets.US_ASCII);
    }
  }
}
