package io.floe.ingest.source;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.floe.stream.origin.Origins;
import io.floe.testkit.FakeNetwork;
import io.floe.testkit.RawClient;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.client.CidrSet;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.Mount;
import io.floe.wire.hook.Hooks;
import io.floe.wire.http.Reply;
import io.floe.wire.login.AuthLog;
import io.floe.wire.report.AdminDoor;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import io.floe.wire.report.Tenancy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * An Icecast port with a real origin behind it and an edge that hears everything, on a fake network
 * whose clock follows the real one. Mounts: {@code /live} has a password of its own ("live-pass"),
 * {@code /open} has none, {@code /off} is disabled, {@code /kino} has titles in KOI8-R; everything
 * else opens to "default-pass" and to tenant south's "south-pass".
 */
final class Station implements AutoCloseable {

  static final String LIVE = basic("source", "live-pass");
  static final String DEFAULT = basic("source", "default-pass");
  static final String SOUTH = basic("south", "south-pass");
  static final String ADMIN = basic("admin", "admin-pass");

  final SourceCounters counters = new SourceCounters();

  final Lockouts lockouts = new Lockouts();
  private final Hooks hooks = new Hooks();

  /** Where admin services are. */
  volatile List<AdminDoor> admins = List.of();

  final SourceServer server;
  final Path authLog;
  final Path playlistLog;
  final FeedByHand config = new FeedByHand();
  private final FakeNetwork network = new FakeNetwork();
  private final ScheduledExecutorService pump =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("bus-of-test").factory());
  private final AuthLog auth;
  private final PlaylistLog playlist;
  private final Origins origins;
  private final ClusterView view;
  private final Ear ear;

  Station(Path folder) {
    this(folder, s -> s);
  }

  Station(Path folder, UnaryOperator<SourceSettings> change) {
    authLog = folder.resolve("auth.log");
    playlistLog = folder.resolve("playlist.log");
    Bus bus = network.join("ingest-1");
    Heart heart =
        new Heart(
            bus,
            new NodeInfo(bus.self(), NodeInfo.Role.INGEST, "test", 0, 0),
            () -> new Report.Ingest(0, 0));
    view = new ClusterView(bus, heart);
    origins = new Origins(bus, heart);
    ear = new Ear(network.join("edge-1"));
    auth = new AuthLog(authLog.toString(), 14);
    playlist = new PlaylistLog(playlistLog.toString(), 14, bus.loop(), mount -> 7);
    server =
        new SourceServer(
            change.apply(SourceSettings.at("127.0.0.1", 0)),
            config,
            origins,
            (mount, host) ->
                mount.value().equals("/nowhere")
                    ? Optional.empty()
                    : Optional.of(URI.create("http://edge.example:8080" + mount)),
            head ->
                switch (head.path().orElse("")) {
                  case "/status-json.xsl" ->
                      Optional.of(Reply.of(200, "application/json", "{\"icestats\":{}}"));
                  case "/7.xsl" -> Optional.of(Reply.of(200, "text/plain", "7".repeat(1 << 20)));
                  case "/status.xsl" -> throw new IllegalStateException("a page that fails");
                  default -> Optional.empty();
                },
            auth,
            playlist,
            counters,
            new Tenancy(view::now, config),
            () -> admins,
            hooks,
            lockouts);
    long[] last = {System.nanoTime()};
    var ignored =
        pump.scheduleWithFixedDelay(
            () -> {
              long now = System.nanoTime();
              network.advance(Duration.ofNanos(now - last[0]));
              last[0] = now;
            },
            0,
            1,
            TimeUnit.MILLISECONDS);
    try {
      server.start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  RawClient client() {
    return RawClient.to(server.port());
  }

  RawClient shoutcastClient() {
    return RawClient.to(server.shoutcastPort());
  }

  /** The chunks of a mount heard so far, over all its streams. */
  List<Chunk> chunks(String mount) {
    return onBus(() -> List.copyOf(ear.chunks.getOrDefault(new MountName(mount), List.of())));
  }

  /** The audio of a mount heard so far. */
  byte[] audio(String mount) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Chunk chunk : chunks(mount)) {
      if (chunk.kind() == Chunk.Kind.AUDIO) {
        bytes.writeBytes(chunk.payload());
      }
    }
    return bytes.toByteArray();
  }

  List<String> titles(String mount) {
    return chunks(mount).stream()
        .filter(c -> c.kind() == Chunk.Kind.TITLE)
        .map(Chunk::text)
        .toList();
  }

  /** The newest beacon of a mount, or null before its first. */
  Message.@Nullable Beacon beacon(String mount) {
    return onBus(() -> ear.beacons.get(new MountName(mount)));
  }

  /** Waits until that mount is live. */
  Message.Beacon live(String mount) {
    return Awaitility.await("a source on " + mount)
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> beacon(mount), b -> b != null && b.state() == Message.Beacon.State.LIVE);
  }

  /** Waits until that mount is free again. */
  void ended(String mount) {
    Awaitility.await("the end of " + mount)
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> beacon(mount), b -> b != null && b.state() == Message.Beacon.State.ENDED);
  }

  /** Kicks the source of that mount, as an operator does; how many there were. */
  int kick(String mount) {
    CompletableFuture<Integer> kicked = new CompletableFuture<>();
    origins.kick(new MountName(mount), kicked::complete);
    return kicked.orTimeout(5, TimeUnit.SECONDS).join();
  }

  /** A stream of another node is on the air. */
  void elsewhere(String mount, String tenant) {
    onAir(ear.bus, mount, tenant);
  }

  /** A transcoder has joined, and has a stream on the air. */
  void transcoder(String mount, String tenant) {
    Bus bus =
        onBus(() -> {
          Bus joined = network.join("transcoder-1");
          NodeInfo info = new NodeInfo(joined.self(), NodeInfo.Role.TRANSCODER, "test", 0, 0);
          var ignored = new Heart(joined, info, () -> new Report.Transcoder(0, 0, List.of()));
          return joined;
        });
    onAir(bus, mount, tenant);
    Awaitility.await().until(() -> !view.now().nodes(NodeInfo.Role.TRANSCODER).isEmpty());
  }

  private void onAir(Bus owner, String mount, String tenant) {
    StreamInfo info = new StreamInfo("audio/mpeg", "", "", "", "", 128, false, "");
    Message.Beacon beacon =
        new Message.Beacon(
            new StreamId(new MountName(mount), 1),
            info,
            Message.Beacon.State.LIVE,
            1,
            "",
            5,
            6,
            tenant);
    inBackground(() -> owner.broadcast(new Message.Beacons(List.of(beacon))));
    Awaitility.await().until(() -> view.now().stream(new MountName(mount)).isPresent());
  }

  /** The lines of the auth log once there are that many. */
  List<String> authLines(int count) {
    return lines(authLog, count);
  }

  List<String> playlistLines(int count) {
    return lines(playlistLog, count);
  }

  /** What a bus thread that is busy does. */
  interface Busy {
    void run() throws Exception;
  }

  /** Keeps the bus thread busy. */
  void inBackground(Busy busy) {
    var ignored =
        pump.submit(() -> {
          busy.run();
          return true;
        });
  }

  private <T> T onBus(java.util.concurrent.Callable<T> task) {
    try {
      return pump.submit(task).get(5, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void close() {
    server.close();
    auth.close();
    playlist.close();
    pump.shutdownNow();
  }

  static String basic(String user, String password) {
    return "Authorization: Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8))
        + "\r\n";
  }

  static String hash(String password) {
    return BCrypt.withDefaults().hashToString(4, password.toCharArray());
  }

  private static List<String> lines(Path file, int count) {
    return Awaitility.await(count + " lines in " + file.getFileName())
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> Files.exists(file) ? Files.readAllLines(file) : List.<String>of(),
            found -> found.size() >= count);
  }

  /** A config that a test changes. */
  static final class FeedByHand implements ConfigFeed {
    private final List<Consumer<ConfigSnapshot>> subscribers = new CopyOnWriteArrayList<>();
    private volatile ConfigSnapshot current = snapshot(1, "default-pass", UnaryOperator.identity());

    void set(ConfigSnapshot snapshot) {
      current = snapshot;
      subscribers.forEach(each -> each.accept(snapshot));
    }

    /** Changes the tenant "default". */
    void tenant(UnaryOperator<ConfigSnapshot.Tenant> change) {
      List<ConfigSnapshot.Tenant> tenants = new ArrayList<>(current.tenants());
      tenants.set(0, change.apply(tenants.getFirst()));
      set(current.with().tenants(tenants).build());
    }

    /** Changes the settings of one of its mounts. */
    void mount(String name, UnaryOperator<Mount> change) {
      tenant(tenant ->
          tenant
              .with()
              .mounts(
                  tenant.mounts().stream()
                      .map(each -> each.name().value().equals(name) ? change.apply(each) : each)
                      .toList())
              .build());
    }

    /** From now on these mounts are south's, and nobody else's. */
    void mountsOfSouth(String... names) {
      List<Mount> mounts = new ArrayList<>();
      for (String name : names) {
        mounts.add(Station.mount(name, null, true, "UTF-8"));
      }
      set(
          current
              .with()
              .tenants(
                  current.tenants().stream()
                      .map(each ->
                          each.with()
                              .mounts(
                                  each.name().equals("south")
                                      ? mounts
                                      : each.mounts().stream()
                                          .filter(m -> !List.of(names).contains(m.name().value()))
                                          .toList())
                              .build())
                      .toList())
              .build());
    }

    void trust(String... networks) {
      set(current.with().trustedProxies(CidrSet.parse(List.of(networks))).build());
    }

    void ban(String... networks) {
      set(current.with().bans(CidrSet.parse(List.of(networks))).build());
    }

    @Override
    public ConfigSnapshot current() {
      return current;
    }

    @Override
    public void subscribe(Consumer<ConfigSnapshot> subscriber) {
      subscribers.add(subscriber);
    }

    @Override
    public void close() {}
  }

  /** The usual configuration, with the mounts changed. */
  static ConfigSnapshot snapshot(
      long version, String defaultPassword, UnaryOperator<Mount> change) {
    return ConfigSnapshot.EMPTY
        .with()
        .version(version)
        .admins(List.of(new ConfigSnapshot.Account("admin", hash("admin-pass"))))
        .tenants(
            List.of(
                opened("default", defaultPassword)
                    .mounts(
                        List.of(
                            change.apply(mount("/live", hash("live-pass"), true, "ISO-8859-1")),
                            change.apply(mount("/open", null, true, "ISO-8859-1")),
                            change.apply(mount("/off", null, false, "ISO-8859-1")),
                            change.apply(mount("/kino", null, true, "KOI8-R"))))
                    .build(),
                opened("south", "south-pass").build()))
        .build();
  }

  private static ConfigSnapshot.TenantBuilder opened(String tenant, String password) {
    return ConfigSnapshot.Tenant.of(tenant)
        .with()
        .sourcePasswordHash(hash(password))
        .createMounts(true);
  }

  static Mount mount(String name, @Nullable String hash, boolean enabled, String charset) {
    return Mount.onTheFly(new MountName(name))
        .with()
        .passwordHash(hash)
        .enabled(enabled)
        .takeover(Mount.Takeover.NEVER)
        .charset(charset)
        .build();
  }

  static Mount timeout(Mount mount, int millis) {
    return mount.with().sourceTimeoutMs(millis).build();
  }

  /** An edge that leases every stream it hears of. Confined to the bus thread. */
  private static final class Ear {
    private final Bus bus;
    private final Map<MountName, Message.Beacon> beacons = new HashMap<>();
    private final Map<MountName, List<Chunk>> chunks = new LinkedHashMap<>();
    private final Map<StreamId, Long> next = new HashMap<>();

    Ear(Bus bus) {
      this.bus = bus;
      bus.receive(this::hear);
    }

    private void hear(NodeId from, Message message) {
      switch (message) {
        case Message.Beacons heard -> heard.beacons().forEach(b -> beacon(from, b));
        case Message.Audio audio -> {
          Chunk chunk = audio.chunk();
          if (chunk.sequence() == next.getOrDefault(chunk.stream(), 0L)) {
            next.put(chunk.stream(), chunk.sequence() + 1);
            chunks.computeIfAbsent(chunk.stream().mount(), m -> new ArrayList<>()).add(chunk);
          }
        }
        default -> {}
      }
    }

    private void beacon(NodeId from, Message.Beacon beacon) {
      beacons.put(beacon.stream().mount(), beacon);
      bus.send(
          from,
          new Message.Lease(beacon.stream(), next.getOrDefault(beacon.stream(), 0L), 0, false));
    }
  }
}
