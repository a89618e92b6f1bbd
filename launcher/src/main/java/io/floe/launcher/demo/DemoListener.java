package io.floe.launcher.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A player that throws away what it hears. */
public final class DemoListener {

  private static final int TIMEOUT_MS = 1_000;

  private DemoListener() {}

  /** Reads what a port of this machine answers to GET, until it ends or that time is over. */
  public static void hear(int port, String path, Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + path
                      + " HTTP/1.1\r\nHost: localhost\r\nIcy-MetaData: 1\r\n"
                      + "User-Agent: floe-demo\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[16 * 1024];
      while (System.nanoTime() - end < 0 && in.read(buffer) >= 0) {}
    } catch (IOException e) {
      // Nothing to hear; who trains a platform does not depend on it.
    }
  }
}
