package io.floe.ingest.source;

import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.floe.wire.node.LineLog;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The authentication log that fail2ban reads: one line per login with wrong credentials, never one
 * for good traffic. Any thread.
 */
public final class AuthLog implements AutoCloseable {

  private final LineLog lines;

  /**
   * @param path file to append to, or {@code -} for stdout
   */
  public AuthLog(String path) {
    lines = new LineLog(path, "auth-log");
  }

  void failed(String user, Address address, String reason, @Nullable MountName mount) {
    lines.add(line(Instant.now(), user, address, reason, mount));
  }

  // The user is the only part that a client writes; without quotes in it, the address that
  // follows can only be ours.
  static String line(
      Instant at, String user, Address address, String reason, @Nullable MountName mount) {
    return "time=\""
        + at.truncatedTo(ChronoUnit.SECONDS)
        + "\" level=warning msg=\"Authentication failed for user '"
        + (user.isEmpty() ? "unknown" : Escaped.log(user, 64))
        + "' from "
        + address
        + ": "
        + reason
        + "\""
        + (mount == null ? "" : " mount=\"" + mount + "\"");
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
