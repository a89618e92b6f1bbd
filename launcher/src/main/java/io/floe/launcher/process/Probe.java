package io.floe.launcher.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Asks a process whether it is ready, over a plain socket: an HTTP client would load for longer,
 * and so would a database driver.
 */
public final class Probe {

  private static final int CONNECT_MS = 500;
  private static final int READ_MS = 2_000;

  /** Version 3.0 of the protocol between Postgres and its clients. */
  private static final int POSTGRES_PROTOCOL = 3 << 16;

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

  /**
   * Whether the Postgres on that port of loopback takes logins: it then asks for a password, where
   * one that is still starting up answers with an error. Blocks, 2.5 s at most.
   */
  public static boolean databaseReady(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(Ports.LOOPBACK, port), CONNECT_MS);
      socket.setSoTimeout(READ_MS);
      byte[] who = "user\0floe\0database\0floe\0\0".getBytes(StandardCharsets.US_ASCII);
      ByteBuffer startup = ByteBuffer.allocate(8 + who.length);
      startup.putInt(startup.capacity()).putInt(POSTGRES_PROTOCOL).put(who);
      socket.getOutputStream().write(startup.array());
      return socket.getInputStream().read() == 'R';
    } catch (IOException e) {
      return false;
    }
  }
}
