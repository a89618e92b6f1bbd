package io.floe.edge.listener;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Icecast's access.log: a line per connection, when it ends (docs/icecast-compat.md, logs). Any
 * thread.
 *
 * @param lines takes a line without its end; must not block
 */
record AccessLog(Consumer<String> lines) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);

  /** The connection has ended. */
  void record(Visit visit, int status, long bytes) {
    long seconds = (System.nanoTime() - visit.acceptedNanos()) / 1_000_000_000L;
    lines.accept(
        visit.address()
            + " - - ["
            + TIME.format(ZonedDateTime.now(ZoneId.systemDefault()))
            + "] \""
            + visit.request()
            + "\" "
            + status
            + " "
            + Math.max(0, bytes)
            + " \""
            + visit.referer()
            + "\" \""
            + visit.agent()
            + "\" "
            + seconds);
  }
}
