package io.floe.wire.report;

import io.floe.wire.report.ClusterView.Stream;
import org.jspecify.annotations.Nullable;

/** The one-line status of one stream: docs/icecast-compat.md 3.2. Stateless. */
final class SevenXsl {

  private SevenXsl() {}

  /**
   * Listeners, 1, peak, limit, listeners, bitrate, title.
   *
   * @param maxListeners absent: no limit
   */
  static String of(Stream stream, @Nullable Integer maxListeners) {
    return stream.listeners()
        + ",1,"
        + stream.peak()
        + ","
        + (maxListeners == null ? "unlimited" : maxListeners)
        + ","
        + stream.listeners()
        + ","
        + stream.info().bitrate()
        + ","
        + oneLine(stream.title());
  }

  private static String oneLine(String title) {
    StringBuilder line = new StringBuilder(title.length());
    StatusJson.whole(title)
        .codePoints()
        .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString();
  }
}
