package io.floe.wire.login;

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
   * @param days how long days that are over are kept, see {@link LineLog}
   */
  public AuthLog(String path, int days) {
    lines = new LineLog(path, "auth-log", days);
  }

  /** Notes that somebody from {@code address} failed to log in as {@code user}. */
  public void failed(String user, Address address, String reason, @Nullable MountName mount) {
    lines.add(line(Instant.now(), user, address, reason, mount));
  }

  // The user is the only part that a client writes; without quotes in it, the address that
  // follows can only be ours.
  static String line(
      Instant at, String user, Address address, String reason, @Nullable MountName mount) {
    return "time=\""
        + at.truncatedTo(ChronoUnit.SECONDS)
        + "\" level=warning msg=\"Authentication failed for user '"
        + (user.isEmpty() ? "unknown" : escaped(user, 64))
        + "' from "
        + address
        + ": "
        + reason
        + "\""
        + (mount == null ? "" : " mount=\"" + mount + "\"");
  }

  /**
   * At most {@code limit} characters of {@code text}; quotes, backslashes, control characters and
   * everything outside ASCII as {@code \x27} or {@code \u2026}.
   */
  public static String escaped(String text, int limit) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < Math.min(text.length(), limit); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '\'' && c != '"' && c != '\\') {
        out.append(c);
      } else if (c < 0x100) {
        out.append(String.format("\\x%02x", (int) c));
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.toString();
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
