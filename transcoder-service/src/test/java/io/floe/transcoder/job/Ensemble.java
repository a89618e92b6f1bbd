package io.floe.transcoder.job;

import io.floe.stream.intake.Intake;
import io.floe.stream.intake.IntakeCounters;
import io.floe.stream.origin.Chunker;
import io.floe.stream.origin.Claimed;
import io.floe.stream.origin.OriginStream;
import io.floe.stream.origin.Origins;
import io.floe.stream.origin.SourceControl;
import io.floe.testkit.FakeNetwork;
import io.floe.testkit.FixedConfig;
import io.floe.transcoder.codec.Codecs;
import io.floe.transcoder.codec.EncodedSink;
import io.floe.transcoder.codec.Encoder;
import io.floe.transcoder.codec.Format;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.Codec;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Transcoders on a fake network with real codecs, sources that play a tone in the network's time,
 * and an edge that takes what they make. All in one thread.
 */
final class Ensemble {

  static final MountName LIVE = new MountName("/live");
  static final MountName MADE = new MountName("/live.opus");

  final FakeNetwork network = new FakeNetwork();
  final FixedConfig config = new FixedConfig();
  private final List<Source> playing = new ArrayList<>();

  static Rendition rendition(MountName to, Codec codec, boolean onDemand) {
    return new Rendition(LIVE, to, codec, 96, null, null, null, onDemand);
  }

  void make(Rendition... renditions) {
    config.tenant(tenant -> tenant.with().renditions(List.of(renditions)).build());
  }

  void tenant(UnaryOperator<Tenant> change) {
    config.tenant(change);
  }

  /** Lets time pass, in which every source plays. */
  void run(long millis) {
    long step = 200;
    for (long passed = 0; passed < millis; passed += step) {
      playing.forEach(source -> source.play(step));
      network.advance(Duration.ofMillis(step));
    }
  }

  final class Ingest {
    final Origins origins;

    Ingest(String id) {
      Bus bus = network.join(id);
      NodeInfo self = new NodeInfo(bus.self(), NodeInfo.Role.INGEST, "t", 8000, 0);
      origins = new Origins(bus, new Heart(bus, self, () -> new Report.Ingest(0, 0)));
    }

    /** A source on /live that plays a tone as MP3, once the claim is decided. */
    Source source(String type) {
      return source(LIVE, type);
    }

    Source source(MountName mount, String type) {
      Source source = new Source(type);
      origins.claim(
          mount,
          new StreamInfo(type, "North FM", "", "jazz", "", 128, true, ""),
          new Message.Encoder("tenant:default", "192.0.2.7", "butt"),
          Mount.onTheFly(mount),
          source,
          source::answered);
      network.settle();
      playing.add(source);
      return source;
    }
  }

  final class Source implements SourceControl {
    private final Encoder encoder;
    private @Nullable OriginStream stream;
    private @Nullable Chunker chunker;
    private long byteAt;
    private long frames;
    boolean paused;
    boolean noise;
    @Nullable String evicted;

    Source(String type) {
      encoder =
          type.equals("application/ogg")
              ? Codecs.opus(2, 96, 200, new java.util.Random(1))
              : Codecs.mp3(new Format(44_100, 2), 128);
    }

    private void answered(Claimed answer) {
      if (answer instanceof Claimed.Won(OriginStream won)) {
        stream = won;
        chunker =
            new Chunker(
                200,
                network.loop()::nanoTime,
                network.loop()::wallMillis,
                new Chunker.Out() {
                  @Override
                  public void chunk(
                      Chunk.Kind kind, long capturedAt, boolean entry, byte[] payload) {
                    won.append(kind, capturedAt, entry, payload, () -> {});
                  }

                  @Override
                  public void titled(String title) {}

                  @Override
                  public void skipped(int bytes) {}

                  @Override
                  public void failed(String reason) {}
                });
      } else {
        throw new AssertionError(answer);
      }
    }

    void title(String title) {
      if (chunker != null) {
        chunker.title(title);
      }
    }

    /** Headers of another link, and nothing of its audio. */
    void header(int bytes) {
      if (chunker != null) {
        chunker.header(new byte[bytes], 0, bytes);
      }
    }

    void end() {
      playing.remove(this);
      if (stream != null) {
        stream.end("the source has left");
      }
    }

    /** Plays so much at once, whatever the time. */
    void play(long millis) {
      Chunker into = chunker;
      if (paused || into == null || evicted != null) {
        return;
      }
      byteAt = network.loop().nanoTime();
      int rate = encoder.format().sampleRate();
      int count = (int) (millis * rate / 1_000);
      if (noise) {
        byte[] bytes = new byte[(int) (16 * millis)];
        new java.util.Random(frames).nextBytes(bytes);
        into.audio(bytes, 0, bytes.length, true);
        frames += count;
        return;
      }
      float[] samples = new float[count * 2];
      for (int i = 0; i < count; i++) {
        float value = (float) (0.5 * Math.sin(2 * Math.PI * 440 * frames / rate));
        samples[2 * i] = value;
        samples[2 * i + 1] = value;
        frames++;
      }
      encoder.encode(
          samples,
          0,
          count,
          new EncodedSink() {
            @Override
            public void header(byte[] bytes, int offset, int length) {
              into.header(bytes, offset, length);
            }

            @Override
            public void audio(byte[] bytes, int offset, int length, int more, boolean entry) {
              into.audio(bytes, offset, length, entry);
            }
          });
    }

    @Override
    public long silentMillis() {
      return (network.loop().nanoTime() - byteAt) / 1_000_000;
    }

    @Override
    public void evict(String reason) {
      evicted = reason;
      playing.remove(this);
    }
  }

  final class Transcoder implements AutoCloseable {
    final Origins origins;
    final Jobs jobs;
    final JobCounters counters = new JobCounters();
    final String id;
    private final Heart heart;

    Transcoder(String id) {
      this(id, 1_400);
    }

    Transcoder(String id, int room) {
      this(id, room, Runnable::run);
    }

    Transcoder(String id, int room, Executor pool) {
      this.id = id;
      Bus bus = network.join(id);
      NodeInfo self = new NodeInfo(bus.self(), NodeInfo.Role.TRANSCODER, "t", 0, 0);
      List<Supplier<Report>> report = new ArrayList<>();
      heart =
          new Heart(
              bus,
              self,
              () ->
                  report.isEmpty()
                      ? new Report.Transcoder(0, 0, List.of())
                      : report.getFirst().get());
      ClusterView view = new ClusterView(bus, heart);
      origins = new Origins(bus, heart);
      jobs =
          new Jobs(
              new Jobs.Studio(bus, origins, pool, config::settings, new IntakeCounters(), counters),
              heart,
              view::now,
              config,
              room);
      report.add(jobs::report);
    }

    Optional<Report.Job> job(MountName to) {
      return jobs.report().jobs().stream().filter(job -> job.to().equals(to)).findFirst();
    }

    Report.Job.State state(MountName to) {
      return job(to).orElseThrow().state();
    }

    /** Nothing is heard of it any more, nor does it hear. */
    void die() {
      network.freeze(id);
    }

    @Override
    public void close() {
      jobs.close();
      origins.close();
      heart.close();
    }
  }

  /** An edge with one listener, who takes whatever is on a mount. */
  final class Listener {
    final List<Chunk> heard = new ArrayList<>();
    final List<Long> epochs = new ArrayList<>();
    private final Bus bus;
    private final MountName mount;
    private @Nullable Intake intake;
    private boolean left;

    Listener(String id, MountName mount) {
      this.bus = network.join(id);
      this.mount = mount;
      NodeInfo self = new NodeInfo(bus.self(), NodeInfo.Role.EDGE, "t", 8080, 0);
      var _ = new Heart(bus, self, () -> new Report.Edge(0, 0, List.of()));
      bus.receive((from, message) -> {
        switch (message) {
          case Message.Beacons(var beacons) ->
              beacons.stream()
                  .filter(beacon -> beacon.stream().mount().equals(mount))
                  .forEach(beacon -> {
                    if (!left
                        && beacon.state() != Message.Beacon.State.ENDED
                        && (intake == null || !intake.of(from, beacon.stream()))
                        && (epochs.isEmpty() || epochs.getLast() < beacon.stream().epoch())) {
                      epochs.add(beacon.stream().epoch());
                      intake =
                          new Intake(
                              bus,
                              from,
                              beacon.stream(),
                              Message.Lease.TAIL,
                              64 << 10,
                              (chunk, age) -> heard.add(chunk),
                              new IntakeCounters());
                    }
                  });
          case Message.Granted granted when intake != null && intake.of(from, granted.stream()) ->
              intake.granted(granted);
          case Message.Audio(Chunk chunk) when intake != null && intake.of(from, chunk.stream()) ->
              intake.take(chunk);
          default -> {}
        }
      });
      var _ =
          bus.loop()
              .every(
                  Duration.ofMillis(100),
                  () -> {
                    if (intake != null) {
                      intake.tick();
                    }
                  });
    }

    /** Stops to listen. */
    void leave() {
      if (intake != null) {
        intake.release();
        intake = null;
        left = true;
      }
    }

    boolean joined() {
      return intake != null;
    }

    int bytes() {
      return heard.stream().mapToInt(Chunk::size).sum();
    }

    byte[] audio() {
      java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
      heard.stream()
          .filter(chunk -> chunk.kind() != Chunk.Kind.TITLE)
          .forEach(chunk -> all.writeBytes(chunk.payload()));
      return all.toByteArray();
    }

    List<String> titles() {
      return heard.stream()
          .filter(chunk -> chunk.kind() == Chunk.Kind.TITLE)
          .map(Chunk::text)
          .toList();
    }

    MountName mount() {
      return mount;
    }
  }
}
