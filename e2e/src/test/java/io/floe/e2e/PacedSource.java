package io.floe.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.locks.LockSupport;

/**
 * An encoder stand-in that sends given bytes at a given rate over a real socket, in a loop, until
 * closed, and can pause. One thread of its own.
 */
final class PacedSource implements AutoCloseable {

  private final Socket socket;
  private final Thread thread;
  private volatile int bytesPerSecond;
  private volatile boolean paused;
  private volatile boolean closed;
  private volatile long sent;
  private volatile boolean ended;

  /**
   * @param bytesPerSecond pace; the first {@code lead} bytes go at once
   */
  PacedSource(
      int port,
      String mount,
      String password,
      String contentType,
      byte[] bytes,
      int bytesPerSecond,
      int lead,
      boolean loop) {
    this(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        mount,
        password,
        contentType,
        bytes,
        bytesPerSecond,
        lead,
        loop);
  }

  /**
   * @param bytesPerSecond pace; the first {@code lead} bytes go at once
   */
  PacedSource(
      InetSocketAddress ingest,
      String mount,
      String password,
      String contentType,
      byte[] bytes,
      int bytesPerSecond,
      int lead,
      boolean loop) {
    this.bytesPerSecond = bytesPerSecond;
    try {
      socket = new Socket(ingest.getAddress(), ingest.getPort());
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(head(mount, password, contentType));
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
        int b = socket.getInputStream().read();
        if (b < 0) {
          break;
        }
        head.write(b);
      }
      if (!head.toString(StandardCharsets.UTF_8).startsWith("HTTP/1.1 100 ")) {
        throw new AssertionError("source refused: " + head.toString(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = new Thread(() -> send(bytes, lead, loop), "paced" + mount);
    thread.setDaemon(true);
    thread.start();
  }

  /** The request of an encoder that waits to be let in before it sends. */
  static byte[] head(String mount, String password, String contentType) {
    String auth =
        Base64.getEncoder().encodeToString(("source:" + password).getBytes(StandardCharsets.UTF_8));
    return ("PUT "
            + mount
            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic "
            + auth
            + "\r\nUser-Agent: paced/1\r\nContent-Type: "
            + contentType
            + "\r\nIce-Name: Paced\r\nIce-Public: 1\r\nExpect: 100-continue\r\n\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Stops sending, keeps the connection. */
  void pause(boolean on) {
    paused = on;
  }

  /** Goes on at another pace. */
  void pace(int newBytesPerSecond) {
    bytesPerSecond = newBytesPerSecond;
  }

  /** Bytes sent so far. */
  long sent() {
    return sent;
  }

  /** Whether the server has closed the connection. */
  boolean ended() {
    return ended;
  }

  /** Waits until all bytes of a source that does not loop are sent. */
  void join() throws InterruptedException {
    thread.join();
  }

  private void send(byte[] bytes, int lead, boolean loop) {
    try {
      long then = System.nanoTime();
      double due = lead;
      while (!closed && (loop || sent < bytes.length)) {
        long now = System.nanoTime();
        due += paused ? 0 : (now - then) * (double) bytesPerSecond / 1e9;
        then = now;
        int n = (int) Math.min(Math.min(due - sent, 8192), bytes.length - sent % bytes.length);
        if (n <= 0) {
          LockSupport.parkNanos(5_000_000);
          continue;
        }
        socket.getOutputStream().write(bytes, (int) (sent % bytes.length), n);
        sent += n;
      }
    } catch (IOException endedByServer) {
      ended = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
      socket.close();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
