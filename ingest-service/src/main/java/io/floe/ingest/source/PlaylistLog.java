package io.floe.ingest.source;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Loop;
import io.floe.wire.node.LineLog;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One line per title, as Icecast writes them (docs/icecast-compat.md 4). A mount has one a second:
 * of titles that come faster, the first and then the newest of each second. Any thread.
 */
public final class PlaylistLog implements AutoCloseable {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private record Played(Instant at, String title) {}

  private final LineLog lines;
  private final Loop timers;
  private final ToIntFunction<MountName> listeners;
  private final LongAdder leftOut = new LongAdder();

  /**
   * Those that have had a line within a second, and what has come since: null, nothing. Guarded by
   * itself.
   */
  private final Map<MountName, @Nullable Played> recent = new HashMap<>();

  /**
   * @param path file to append to, or {@code -} for stdout
   * @param days how long days that are over are kept, see {@link LineLog}
   * @param timers runs what has to wait
   * @param listeners of a mount across the cluster; called on event loops and on the bus thread
   */
  public PlaylistLog(String path, int days, Loop timers, ToIntFunction<MountName> listeners) {
    this.lines = new LineLog(path, "playlist-log", days);
    this.timers = timers;
    this.listeners = listeners;
  }

  void played(MountName mount, String title) {
    Played now = new Played(Instant.now(), title);
    synchronized (recent) {
      if (recent.containsKey(mount)) {
        if (recent.put(mount, now) != null) {
          leftOut.increment();
        }
        return;
      }
      recent.put(mount, null);
    }
    write(mount, now);
  }

  private void write(MountName mount, Played played) {
    lines.add(line(played.at(), mount, listeners.applyAsInt(mount), played.title()));
    timers.after(BETWEEN_LINES, () -> secondIsOver(mount));
  }

  private void secondIsOver(MountName mount) {
    Played newest;
    synchronized (recent) {
      newest = recent.remove(mount);
      if (newest != null) {
        recent.put(mount, null);
      }
    }
    if (newest != null) {
      write(mount, newest);
    }
  }

  static String line(Instant at, MountName mount, int listeners, String title) {
    return TIME.format(at) + "|" + mount + "|" + listeners + "|" + Escaped.line(title, 4096);
  }

  /** Opens the file anew, for log rotation. */
  public void reopen() {
    lines.reopen();
  }

  /** Lines lost because they could not be written. */
  public long dropped() {
    return lines.dropped();
  }

  /** Titles that have no line, because a newer one of the same mount came within a second. */
  public long leftOut() {
    return leftOut.sum();
  }

  /** Writes what is waiting. */
  @Override
  public void close() {
    Map<MountName, @Nullable Played> last;
    synchronized (recent) {
      last = new HashMap<>(recent);
      recent.replaceAll((mount, played) -> null);
    }
    last.forEach((mount, played) -> {
      if (played != null) {
        lines.add(line(played.at(), mount, listeners.applyAsInt(mount), played.title()));
      }
    });
    lines.close();
  }
}
