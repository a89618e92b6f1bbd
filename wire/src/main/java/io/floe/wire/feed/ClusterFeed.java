package io.floe.wire.feed;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Owned;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.config.SnapshotFile;
import io.floe.wire.config.SnapshotJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of a node: from its file, which somebody may replace, and from whichever node has a
 * newer one. What comes from others is checked, written to the file and then in force; it travels
 * on byte for byte, so that a node of an older release passes on what it does not know itself. What
 * is broken, missing or older than the snapshot in force is logged and changes nothing.
 *
 * <p>Threads: what is heard is handled on the bus thread; the file is read and written, and
 * subscribers are called, on the feed's own thread, {@code worker}. Questions from any.
 */
public final class ClusterFeed implements ConfigFeed {

  private static final System.Logger LOG = System.getLogger(ClusterFeed.class.getName());

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration TICK = Duration.ofMillis(250);

  /** What tells a changed file from the same one. A replaced file has another key. */
  private record Mark(FileTime modified, long size, @Nullable Object key) {}

  /** Mounts by name: listeners are asked about theirs in their turns, and there may be many. */
  private record Held(ConfigSnapshot snapshot, Map<MountName, Owned> mounts, Parcel parcel) {
    static Held of(ConfigSnapshot snapshot, byte[] json) {
      Map<MountName, Owned> mounts = new HashMap<>();
      for (Tenant tenant : snapshot.tenants()) {
        tenant.mounts().forEach(mount -> mounts.put(mount.name(), new Owned(tenant, mount)));
      }
      return new Held(snapshot, Map.copyOf(mounts), Parcel.of(json));
    }
  }

  private final Bus bus;
  private final SnapshotFile file;
  private final Executor worker;
  private final Runnable end;
  private final FeedCounters counters = new FeedCounters();
  private final List<Consumer<ConfigSnapshot>> subscribers = new CopyOnWriteArrayList<>();
  private final CountDownLatch first = new CountDownLatch(1);
  private final AtomicBoolean lookDue = new AtomicBoolean();
  private final Fetch fetch;
  private final Loop.Timer looks;
  private final Loop.Timer ticks;
  private volatile @Nullable Held held;
  private volatile long newestHeard;
  private volatile int conflicts;
  // Confined to the bus thread.
  private long told;
  // Confined to the worker after construction. What was broken is read again: it may be half
  // written.
  private @Nullable Mark seen;
  private @Nullable String complaint;

  /**
   * Reads {@code path} if it is there, and follows it and the other nodes from now on.
   *
   * @param worker does everything that may take time, one task after the other
   * @param end called when the feed is closed
   */
  public ClusterFeed(Bus bus, Path path, Executor worker, Runnable end) {
    this.bus = bus;
    this.file = new SnapshotFile(path);
    this.worker = worker;
    this.end = end;
    this.fetch = new Fetch(bus, this::version, this::take, counters);
    start();
    bus.receive(this::hear);
    looks = bus.loop().every(LOOK, this::lookSoon);
    ticks = bus.loop().every(TICK, this::tick);
  }

  /** A feed with a thread of its own. */
  public static ClusterFeed open(Bus bus, Path path) {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(task -> {
          Thread made = new Thread(task, "floe-config");
          made.setDaemon(true);
          return made;
        });
    return new ClusterFeed(bus, path, thread, thread::shutdownNow);
  }

  /**
   * The newest snapshot.
   *
   * @throws IllegalStateException before the first, see {@link #await}
   */
  @Override
  public ConfigSnapshot current() {
    return first().snapshot();
  }

  @Override
  public Optional<Owned> mount(MountName name) {
    return Optional.ofNullable(first().mounts().get(name));
  }

  @Override
  public Mount settings(MountName name) {
    Owned owned = first().mounts().get(name);
    return owned == null ? Mount.onTheFly(name) : owned.mount();
  }

  private Held first() {
    Held now = held;
    if (now == null) {
      throw new IllegalStateException("there is no config snapshot yet: await the first");
    }
    return now;
  }

  /** Version of the newest snapshot, 0 before the first. */
  public long version() {
    Held now = held;
    return now == null ? 0 : now.snapshot().version();
  }

  /** Which snapshot that is. */
  public Message.Stamp stamp() {
    Held now = held;
    return now == null
        ? Message.Stamp.NONE
        : new Message.Stamp(now.snapshot().version(), now.parcel().digest());
  }

  /**
   * How many living nodes have another snapshot than this one under the same version. Neither takes
   * the other's, as none is newer: that lasts until somebody makes a new version.
   */
  public int conflicts() {
    return conflicts;
  }

  /** Highest version that is in force here or that a living node says it has; 0 for none. */
  public long newestVersion() {
    return Math.max(version(), newestHeard);
  }

  @Override
  public void subscribe(Consumer<ConfigSnapshot> subscriber) {
    subscribers.add(subscriber);
  }

  /** What it has taken, refused and given. */
  public FeedCounters counters() {
    return counters;
  }

  /** Blocks until there is a first snapshot, and says in the log what it waits for. */
  public void await() throws InterruptedException {
    while (!first.await(10, TimeUnit.SECONDS)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Still no config snapshot: neither in {0} nor from another node. This node serves nobody"
              + " until the admin service is started, or the file is put there.",
          file.path());
    }
  }

  /**
   * Makes {@code snapshot} the newest: on disk, in force, and offered to all nodes. Blocks until it
   * is in force here; not to be called by a subscriber.
   *
   * @throws IllegalArgumentException when it breaks a rule or is not newer than the one in force
   */
  public void publish(ConfigSnapshot snapshot) {
    byte[] json = SnapshotJson.bytes(snapshot);
    try {
      CompletableFuture.runAsync(
              () -> {
                if (snapshot.version() <= version()) {
                  throw new IllegalArgumentException(
                      "version "
                          + version()
                          + " is in force: give the snapshot a higher one than "
                          + snapshot.version());
                }
                store(json, snapshot.version());
                apply(snapshot, json);
              },
              worker)
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    looks.close();
    ticks.close();
    end.run();
  }

  private void start() {
    Mark mark = mark();
    try {
      byte[] json = file.readBytes();
      held = Held.of(file.parse(json), json);
      seen = mark;
      first.countDown();
    } catch (IOException e) {
      complaint = String.valueOf(e.getMessage());
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}. Waiting for a config snapshot from another node, or in that file.",
          complaint);
    }
  }

  private void hear(NodeId from, Message message) {
    if (from.equals(bus.self())) {
      return;
    }
    switch (message) {
      case Message.Beat beat -> {
        fetch.heard(from, beat.config());
        newestHeard = fetch.newest();
      }
      case Message.ConfigWanted wanted -> give(from, wanted);
      case Message.ConfigPart part -> fetch.heard(from, part);
      default -> {}
    }
  }

  private void tick() {
    fetch.tick();
    newestHeard = fetch.newest();
    compare();
  }

  private void compare() {
    Message.Stamp own = stamp();
    List<NodeId> others = fetch.contradicting(own);
    conflicts = others.size();
    if (!others.isEmpty() && told != own.version()) {
      told = own.version();
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} has another config snapshot than this node under the same version {1}, and each"
              + " keeps its own: make one with a higher version, by any change in the admin"
              + " service, or in the file of one node.",
          others.getFirst(),
          own.version() + "");
    }
  }

  private void give(NodeId to, Message.ConfigWanted wanted) {
    Held now = held;
    if (now == null || now.snapshot().version() < wanted.version()) {
      return;
    }
    long version = now.snapshot().version();
    int part = version == wanted.version() ? wanted.part() : 0;
    int parts = now.parcel().parts();
    if (part < parts) {
      counters.countGiven();
      bus.send(to, new Message.ConfigPart(version, part, parts, now.parcel().part(part)));
    }
  }

  /** The whole of a snapshot has come; what it is worth turns out on the worker. */
  private void take(NodeId from, long version, byte[] packed, Consumer<Boolean> outcome) {
    work(() -> {
      boolean good = false;
      try {
        good = taken(from, version, packed);
      } finally {
        boolean told = good;
        bus.loop().execute(() -> outcome.accept(told));
      }
    });
  }

  private boolean taken(NodeId from, long version, byte[] packed) {
    byte[] json;
    ConfigSnapshot next;
    try {
      json = Parcel.unpack(packed);
      next = SnapshotJson.parse(json);
      if (next.version() != version) {
        throw new IOException("it says that its version is " + next.version());
      }
    } catch (IOException e) {
      counters.countRejected();
      LOG.log(
          System.Logger.Level.WARNING,
          "The config snapshot of version {0} that {1} gave is broken and is left alone: {2}",
          version + "",
          from,
          e.getMessage());
      return false;
    }
    if (version > version()) {
      store(json, version);
      apply(next, json);
    }
    return true;
  }

  /** Keeps it on disk; should that fail, it is in force all the same. */
  private void store(byte[] json, long version) {
    try {
      if (supersedes(version)) {
        file.writeBytes(json); // and is read at the next look, should somebody replace it now
        complaint = null;
      }
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The config snapshot of version {0} cannot be kept in {1} and will be gone after a"
              + " restart, make room or give the right to write there: {2}",
          version + "",
          file.path(),
          String.valueOf(e.getMessage()));
    }
  }

  /** Whether the file holds nothing newer. A broken one is kept aside, for whoever wonders. */
  private boolean supersedes(long version) throws IOException {
    try {
      return file.read().version() < version;
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      Path aside = file.path().resolveSibling(file.path().getFileName() + ".broken");
      Files.move(file.path(), aside, StandardCopyOption.REPLACE_EXISTING);
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}. It is kept as {1}, and replaced by what another node gave.",
          String.valueOf(e.getMessage()),
          aside);
      return true;
    }
  }

  private void lookSoon() {
    if (lookDue.compareAndSet(false, true)) {
      work(this::look);
    }
  }

  private void look() {
    lookDue.set(false);
    try {
      Mark mark = mark();
      if (mark != null && mark.equals(seen)) {
        return; // Taken, or found to be older than what is in force.
      }
      byte[] json = file.readBytes();
      ConfigSnapshot next = file.parse(json);
      seen = mark;
      takeFile(next, json);
    } catch (IOException e) {
      seen = null; // What comes next may look the same, down to the number of the file.
      complain(String.valueOf(e.getMessage()));
    }
  }

  private void takeFile(ConfigSnapshot next, byte[] json) {
    Held before = held;
    if (before != null && next.version() < before.snapshot().version()) {
      complain(
          "the config snapshot "
              + file.path()
              + " has version "
              + next.version()
              + ", older than "
              + before.snapshot().version()
              + " in force: write it with a higher version");
      return;
    }
    complaint = null;
    if (before == null || !next.equals(before.snapshot())) {
      apply(next, json);
    }
  }

  private void apply(ConfigSnapshot next, byte[] json) {
    held = Held.of(next, json);
    counters.countApplied();
    LOG.log(
        System.Logger.Level.INFO, "config snapshot version {0} is in force", next.version() + "");
    first.countDown();
    for (Consumer<ConfigSnapshot> subscriber : subscribers) {
      try {
        subscriber.accept(next);
      } catch (RuntimeException | Error e) {
        LOG.log(System.Logger.Level.ERROR, "a subscriber to the config failed, others go on", e);
      }
    }
  }

  private void complain(String problem) {
    if (!problem.equals(complaint)) {
      complaint = problem;
      counters.countRejected();
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}. {1}",
          problem,
          held == null
              ? "There is no other yet."
              : "The snapshot with version " + version() + " stays in force.");
    }
  }

  private void work(Runnable task) {
    try {
      worker.execute(() -> {
        try {
          task.run();
        } catch (RuntimeException | Error e) {
          LOG.log(System.Logger.Level.ERROR, "work on the config snapshot failed", e);
        }
      });
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "closed meanwhile", e);
    }
  }

  private @Nullable Mark mark() {
    try {
      BasicFileAttributes now = Files.readAttributes(file.path(), BasicFileAttributes.class);
      return new Mark(now.lastModifiedTime(), now.size(), now.fileKey());
    } catch (IOException e) {
      return null;
    }
  }
}
