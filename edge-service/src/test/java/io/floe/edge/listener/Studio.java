package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.mount.Lookup;
import io.floe.edge.ring.MountRing;
import io.floe.testkit.FixedConfig;
import io.floe.testkit.RawListener;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.config.Mount;
import io.floe.wire.hook.Hooks;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.floe.wire.live.News;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A listener port on a free port with mounts that a test makes; everything is ended at close. */
final class Studio implements AutoCloseable, Lookup {

  static final StreamInfo MP3 =
      new StreamInfo(
          "audio/mpeg", "North FM", "jazz all day", "jazz", "http://n/", 128, true, "bitrate=128");
  static final StreamInfo OGG = new StreamInfo("audio/ogg", "", "", "", "", 0, false, "");

  /** What the process holds for good: the one-byte block. */
  private static final long BEFORE = 1;

  /** A cluster without other edges, and tenants without quotas. */
  static final Room EMPTY =
      new Room() {
        @Override
        public int elsewhere(MountName mount) {
          return 0;
        }

        @Override
        public Optional<MountName> instead(MountName mount, @Nullable String contentType) {
          return Optional.empty();
        }

        @Override
        public boolean suffices(LiveMount mount, int more) {
          return true;
        }
      };

  final ListenerServer server;
  final ListenerCounters counters = new ListenerCounters();
  final FixedConfig config = new FixedConfig();
  final VisitBook visits = new VisitBook(System::currentTimeMillis, mount -> Optional.empty());

  private final Hooks hooks = new Hooks();

  /** What is told to those who follow. */
  volatile @Nullable News news;

  /** What is told to those who follow one mount. */
  final Map<MountName, News> mountNews = new ConcurrentHashMap<>();

  private final Map<MountName, LiveMount> mounts = new ConcurrentHashMap<>();
  private final Set<MountName> lookedFor = ConcurrentHashMap.newKeySet();

  static ListenerSettings settings() {
    return ListenerSettings.at("127.0.0.1", 0);
  }

  Studio() throws IOException {
    this(settings(), head -> Optional.empty(), line -> {}, true);
  }

  /** One that asks {@code room} about every listener. */
  Studio(Function<Studio, Room> room) throws IOException {
    this(settings(), room, head -> Optional.empty(), line -> {}, true);
  }

  Studio(
      ListenerSettings settings,
      Function<RequestHead, Optional<Reply>> pages,
      Consumer<String> log,
      boolean epoll)
      throws IOException {
    this(settings, studio -> EMPTY, pages, log, epoll);
  }

  private Studio(
      ListenerSettings settings,
      Function<Studio, Room> room,
      Function<RequestHead, Optional<Reply>> pages,
      Consumer<String> log,
      boolean epoll)
      throws IOException {
    server =
        new ListenerServer(
            settings,
            config,
            this,
            pages,
            mount -> mount.isPresent() ? mount.map(mountNews::get) : Optional.ofNullable(news),
            hooks,
            room.apply(this),
            counters,
            visits,
            log,
            epoll);
    server.start();
  }

  /** All mounts that were opened. */
  List<LiveMount> mounts() {
    return List.copyOf(mounts.values());
  }

  /** Mounts that somebody has asked for. */
  Set<MountName> lookedFor() {
    return Set.copyOf(lookedFor);
  }

  /** That mount is not at hand any more. */
  void forget(String name) {
    mounts.remove(new MountName(name));
  }

  /** A mount whose settings are those of the configuration at any moment. */
  LiveMount openConfigured(String name, StreamInfo info) {
    MountName mount = new MountName(name);
    MountRing ring =
        new MountRing(System::nanoTime, () -> config.current().settings(mount).burst());
    LiveMount live = new LiveMount(mount, ring, info, () -> config.current().settings(mount));
    mounts.put(mount, live);
    return live;
  }

  /** A mount of that name with default settings. */
  LiveMount open(String name, StreamInfo info) {
    return open(name, info, Mount.onTheFly(new MountName(name)));
  }

  LiveMount open(String name, StreamInfo info, Mount settings) {
    return open(name, info, settings, System::nanoTime);
  }

  /** A mount whose ring has a clock of its own. */
  LiveMount open(String name, StreamInfo info, Mount settings, LongSupplier nanoTime) {
    MountRing ring = new MountRing(nanoTime, settings::burst);
    LiveMount live = new LiveMount(new MountName(name), ring, info, () -> settings);
    mounts.put(live.name(), live);
    return live;
  }

  /** Settings with another burst, latency or limit. */
  static Mount mount(String name, int burst, Mount.Latency latency, Integer most) {
    return Mount.onTheFly(new MountName(name))
        .with()
        .burst(burst)
        .latency(latency)
        .maxListeners(most)
        .build();
  }

  RawListener get(String path, String... headers) throws IOException {
    return RawListener.get(server.port(), path, headers);
  }

  RawListener connect() throws IOException {
    return RawListener.connect(server.port());
  }

  @Override
  public void open(MountName mount, Executor loop, Consumer<Optional<LiveMount>> answer) {
    lookedFor.add(mount);
    loop.execute(() -> answer.accept(Optional.ofNullable(mounts.get(mount))));
  }

  /** Everyone has gone, each once. */
  void awaitNobody() {
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() ->
            counters.listeners() == 0
                && counters.waiting() == 0
                && mounts.values().stream().allMatch(m -> m.listeners() == 0));
  }

  /** Ends everything; fails when any memory of a ring is still held. */
  @Override
  public void close() {
    server.stop();
    hooks.close();
    mounts.values().forEach(m -> m.ring().end());
    assertThat(MountRing.memory()).as("memory of rings after the end").isLessThanOrEqualTo(BEFORE);
  }
}
