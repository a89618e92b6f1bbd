package io.floe.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A listener that takes all it is given at once and keeps it. One thread of its own. */
final class Recorder implements AutoCloseable {

  private final Socket socket = new Socket();
  private final Thread thread;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private long newestAt;
  private long longestPause;
  private boolean ended;

  /** Asks for a mount and expects to get it. */
  Recorder(String host, int port, String mount, String... headers) {
    this(null, host, port, mount, headers);
  }

  private Recorder(@Nullable String from, String host, int port, String mount, String... headers) {
    try {
      if (from != null) {
        socket.bind(new InetSocketAddress(from, 0));
      }
      socket.connect(new InetSocketAddress(host, port), 5_000);
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + mount
                      + " HTTP/1.0\r\nHost: "
                      + host
                      + "\r\nUser-Agent: recorder/1\r\n"
                      + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList())
                      + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int b = socket.getInputStream().read();
        if (b < 0) {
          throw new AssertionError("closed within the head: " + head);
        }
        head.append((char) b);
      }
      if (!head.toString().matches("(?s)HTTP/1\\.[01] 200 .*")) {
        throw new AssertionError("refused: " + head);
      }
      socket.setSoTimeout(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    newestAt = System.nanoTime();
    thread = Thread.ofVirtual().start(this::record);
  }

  Recorder(int port, String mount, String... headers) {
    this("127.0.0.1", port, mount, headers);
  }

  /** A listener with another address of loopback. */
  static Recorder from(String address, int port, String mount) {
    return new Recorder(address, "127.0.0.1", port, mount);
  }

  /** What was heard so far. */
  synchronized byte[] heard() {
    return body.toByteArray();
  }

  synchronized int size() {
    return body.size();
  }

  /** Whether the server has closed the connection. */
  synchronized boolean ended() {
    return ended;
  }

  /** The longest time without a byte, in ms, up to now. */
  synchronized long longestPauseMillis() {
    return Math.max(longestPause, System.nanoTime() - newestAt) / 1_000_000;
  }

  /** From now on pauses are measured anew. */
  synchronized void forgetPauses() {
    longestPause = 0;
    newestAt = System.nanoTime();
  }

  List<Numbered.Run> runs() {
    return Numbered.runs(heard());
  }

  /** Whether that frame was heard, or a later one of the same source is the newest. */
  synchronized boolean hasReached(int source, int frame) {
    return Numbered.newest(body.toByteArray())
        .filter(newest -> newest.source() == source && newest.last() >= frame)
        .isPresent();
  }

  private void record() {
    byte[] buffer = new byte[64 << 10];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        synchronized (this) {
          long now = System.nanoTime();
          longestPause = Math.max(longestPause, now - newestAt);
          newestAt = now;
          body.write(buffer, 0, n);
        }
      }
    } catch (IOException closed) {
      // By us, or by the server: the test sees which.
    }
    synchronized (this) {
      ended = true;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
