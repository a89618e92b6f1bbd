package io.floe.wire.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots from a file that somebody else replaces. Looks once a second; what is broken, missing
 * or older than the snapshot in force is logged once and changes nothing. Threads: looking, and
 * calling subscribers, happens on the feed's own daemon thread.
 */
public final class FileConfigFeed implements ConfigFeed {

  private static final System.Logger LOG = System.getLogger(FileConfigFeed.class.getName());

  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** What tells a changed file from the same one. A replaced file has another key. */
  private record Mark(long modifiedMillis, long size, @Nullable Object key) {}

  private final SnapshotFile file;
  private final ConfigCounters counters = new ConfigCounters();
  private final List<Consumer<ConfigSnapshot>> subscribers = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread;
  private volatile ConfigSnapshot current;
  // Confined to the feed's thread after construction.
  private @Nullable Mark seen;
  private @Nullable String complaint;

  private FileConfigFeed(SnapshotFile file, Duration period) throws IOException {
    this.file = file;
    this.seen = mark();
    this.current = file.read();
    this.thread =
        Executors.newSingleThreadScheduledExecutor(task -> {
          Thread made = new Thread(task, "floe-config");
          made.setDaemon(true);
          return made;
        });
    long nanos = period.toNanos();
    var _ = thread.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Reads {@code path} and follows it.
   *
   * @throws IOException when it is missing or broken now; the message says what to do
   */
  public static FileConfigFeed open(Path path) throws IOException {
    return open(path, PERIOD);
  }

  static FileConfigFeed open(Path path, Duration period) throws IOException {
    return new FileConfigFeed(new SnapshotFile(path), period);
  }

  @Override
  public ConfigSnapshot current() {
    return current;
  }

  @Override
  public void subscribe(Consumer<ConfigSnapshot> subscriber) {
    subscribers.add(subscriber);
  }

  /** What it has taken and refused. */
  public ConfigCounters counters() {
    return counters;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void look() {
    try {
      Mark mark = mark();
      if (mark != null && mark.equals(seen) && complaint == null) {
        return;
      }
      ConfigSnapshot next = file.read();
      seen = mark;
      take(next);
    } catch (IOException e) {
      complain(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "looking at the config snapshot failed", e);
    }
  }

  private void take(ConfigSnapshot next) {
    ConfigSnapshot before = current;
    if (next.version() < before.version()) {
      complain(
          "the config snapshot "
              + file.path()
              + " has version "
              + next.version()
              + ", older than "
              + before.version()
              + " in force: write it with a higher version");
      return;
    }
    complaint = null;
    if (next.equals(before)) {
      return;
    }
    current = next;
    counters.countApplied();
    LOG.log(
        System.Logger.Level.INFO, "config snapshot version {0} is in force", next.version() + "");
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
          "{0}. The snapshot with version {1} stays in force.",
          problem,
          current.version() + "");
    }
  }

  private @Nullable Mark mark() {
    try {
      BasicFileAttributes now = Files.readAttributes(file.path(), BasicFileAttributes.class);
      return new Mark(now.lastModifiedTime().toMillis(), now.size(), now.fileKey());
    } catch (IOException e) {
      return null;
    }
  }
}
