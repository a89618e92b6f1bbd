package io.floe.launcher.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a service whether it is ready, over a plain socket: an HTTP client would load for longer.
 */
public final class Probe {

  private static final int CONNECT_MS = 500;
  private static final int READ_MS = 2_000;

  private Probe() {}

  /** Whether the service behind that management port calls itself ready. Blocks, 2.5 s at most. */
  public static boolean ready(int managementPort) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(Ports.LOOPBACK, managementPort), CONNECT_MS);
      socket.setSoTimeout(READ_MS);
      socket
          .getOutputStream()
          .write(
              "GET /q/health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String status =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return status != null && status.matches("HTTP/1\\.[01] 200( .*)?");
    } catch (IOException e) {
      return false;
    }
  }
}
