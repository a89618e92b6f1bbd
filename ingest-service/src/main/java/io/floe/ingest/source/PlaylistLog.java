package io.floe.ingest.source;

import io.floe.wire.audio.MountName;
import io.floe.wire.node.LineLog;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** One line per title, as Icecast writes them (docs/icecast-compat.md 4). Any thread. */
public final class PlaylistLog implements AutoCloseable {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final LineLog lines;
  private final ToIntFunction<MountName> listeners;

  /**
   * @param path file to append to, or {@code -} for stdout
   * @param days how long days that are over are kept, see {@link LineLog}
   * @param listeners of a mount across the cluster; called on event loops and on the bus thread
   */
  public PlaylistLog(String path, int days, ToIntFunction<MountName> listeners) {
    this.lines = new LineLog(path, "playlist-log", days);
    this.listeners = listeners;
  }

  void played(MountName mount, String title) {
    lines.add(line(Instant.now(), mount, listeners.applyAsInt(mount), title));
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

  @Override
  public void close() {
    lines.close();
  }
}
