package io.floe.stream.origin;

import io.floe.testkit.FakeNetwork;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.Encoder;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.Mount;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ingests on a fake network, sources that come and go, and an ear that hears every message. */
final class Troupe {

  static final MountName LIVE = new MountName("/live");
  static final Encoder ENCODER = new Encoder("secret-1", "192.0.2.7", "butt 1");
  static final StreamInfo INFO =
      new StreamInfo("audio/mpeg", "North FM", "", "", "", 128, true, "");

  final FakeNetwork network = new FakeNetwork();
  final Bus ear = network.join("zz-ear");
  final List<Message> heard = new ArrayList<>();

  Troupe() {
    ear.receive((from, message) -> heard.add(message));
  }

  Ingest ingest(String id) {
    return new Ingest(id);
  }

  /** An ingest whose rings may have so many bytes together. */
  Ingest ingest(String id, long ringBytes) {
    return new Ingest(id, ringBytes);
  }

  void run(long millis) {
    network.advance(Duration.ofMillis(millis));
  }

  /** Nodes with that id prefix hear nothing from the others, and the other way round. */
  void split(String prefix) {
    network.lose(d -> d.from().value().startsWith(prefix) != d.to().value().startsWith(prefix));
  }

  void heal() {
    network.lose(d -> false);
  }

  /** Beacons that the ear has heard, oldest first. */
  List<Beacon> beacons() {
    return heard.stream()
        .filter(Message.Beacons.class::isInstance)
        .flatMap(message -> ((Message.Beacons) message).beacons().stream())
        .toList();
  }

  static Mount settings(Mount.Takeover takeover) {
    return Mount.onTheFly(LIVE).with().takeover(takeover).build();
  }

  final class Ingest {
    final Bus bus;
    final Heart heart;
    final Origins origins;

    Ingest(String id) {
      this(id, RingBudget.ofHeap());
    }

    Ingest(String id, long ringBytes) {
      bus = network.join(id);
      heart =
          new Heart(
              bus,
              new NodeInfo(new NodeId(id), NodeInfo.Role.INGEST, "1", 8000, 0),
              () -> new Report.Ingest(0, 0));
      origins = new Origins(bus, heart, ringBytes);
      network.settle();
    }

    Source claim() {
      return claim(ENCODER, Mount.Takeover.SAME_ENCODER);
    }

    Source claim(String contentType) {
      Source source = new Source();
      StreamInfo info = new StreamInfo(contentType, "", "", "", "", 0, false, "");
      origins.claim(
          LIVE, info, ENCODER, settings(Mount.Takeover.SAME_ENCODER), source, source::answered);
      network.settle();
      return source;
    }

    Source claim(Encoder encoder, Mount.Takeover takeover) {
      Source source = submit(encoder, takeover);
      network.settle();
      return source;
    }

    Source claim(MountName mount) {
      Source source = new Source();
      origins.claim(mount, INFO, ENCODER, Mount.onTheFly(mount), source, source::answered);
      network.settle();
      return source;
    }

    /** A claim that has not left yet. */
    Source submit() {
      return submit(ENCODER, Mount.Takeover.SAME_ENCODER);
    }

    private Source submit(Encoder encoder, Mount.Takeover takeover) {
      Source source = new Source();
      origins.claim(LIVE, INFO, encoder, settings(takeover), source, source::answered);
      return source;
    }
  }

  final class Source implements SourceControl {
    final long since = network.loop().nanoTime();
    @Nullable Claimed claimed;
    @Nullable String evicted;
    long tookMillis;
    private long byteAt = network.loop().nanoTime();
    private long audioAt = network.loop().nanoTime();

    private void answered(Claimed answer) {
      if (claimed != null) {
        throw new AssertionError("answered twice");
      }
      claimed = answer;
      tookMillis = (network.loop().nanoTime() - since) / 1_000_000;
    }

    boolean won() {
      return claimed instanceof Claimed.Won;
    }

    boolean refused() {
      return claimed instanceof Claimed.Refused;
    }

    /** On the air: won and not evicted since. */
    boolean live() {
      return won() && evicted == null;
    }

    OriginStream stream() {
      if (claimed instanceof Claimed.Won(OriginStream stream)) {
        return stream;
      }
      throw new AssertionError("not won: " + claimed);
    }

    /** Bytes of which nothing comes. */
    void noise() {
      byteAt = network.loop().nanoTime();
    }

    void send(int size) {
      byteAt = network.loop().nanoTime();
      audioAt = byteAt;
      stream()
          .append(Chunk.Kind.AUDIO, network.loop().wallMillis(), true, new byte[size], () -> {});
      network.settle();
    }

    @Override
    public long silentMillis() {
      return (network.loop().nanoTime() - byteAt) / 1_000_000;
    }

    @Override
    public long soundlessMillis() {
      return (network.loop().nanoTime() - audioAt) / 1_000_000;
    }

    @Override
    public void evict(String reason) {
      evicted = reason;
    }
  }
}
