package io.floe.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many listeners a node says the whole cluster has. */
public final class StatusCount {

  private static final Pattern LISTENERS = Pattern.compile("\"listeners\"\\s*:\\s*(\\d+)");
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int MAX_BYTES = 1 << 20;

  private StatusCount() {}

  /** The sum over all mounts in the status-json of the node at that port; -1 without an answer. */
  public static int at(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /status-json.xsl HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(MAX_BYTES);
      return of(new String(answer, StandardCharsets.UTF_8));
    } catch (IOException silent) {
      return -1;
    }
  }

  static int of(String answer) {
    int sum = -1;
    for (Matcher count = LISTENERS.matcher(answer); count.find(); ) {
      sum = Math.max(sum, 0) + Integer.parseInt(count.group(1));
    }
    return sum;
  }
}
