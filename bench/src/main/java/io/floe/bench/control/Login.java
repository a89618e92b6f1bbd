package io.floe.bench.control;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** One login of a source, from a loopback address. */
final class Login {

  private static final int PATIENCE_MILLIS = 30_000;

  private Login() {}

  /**
   * Logs in and hangs up. Blocks until there is an answer.
   *
   * @return the status of the answer
   */
  static int attempt(String from, int port, String mount, String password) throws IOException {
    String login =
        Base64.getEncoder()
            .encodeToString(("source:" + password).getBytes(StandardCharsets.ISO_8859_1));
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(
              ("SOURCE "
                      + mount
                      + " HTTP/1.0\r\nAuthorization: Basic "
                      + login
                      + "\r\nContent-Type: audio/mpeg\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String start = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
      if (start.length() < 12) {
        throw new IOException("hung up without an answer");
      }
      return Integer.parseInt(start.substring(9));
    } catch (NumberFormatException e) {
      throw new IOException("an answer without a status", e);
    }
  }
}
