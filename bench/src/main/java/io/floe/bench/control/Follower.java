package io.floe.bench.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One who follows events and looks for the titles of the bench in them. Any thread. */
final class Follower implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;
  private static final int LONGEST_TITLE = 24;
  private static final Pattern TITLE = Pattern.compile("bench-(\\d+)-");

  private final Socket socket = new Socket();

  // Guarded by this.
  private int heard;
  private boolean over;

  /**
   * Returns when it is let in: one password after the other, so that none has to wait too long.
   *
   * @param user empty: nobody who logs in
   */
  Follower(int port, String path, String user, String password) {
    try {
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), PATIENCE_MILLIS);
      String login =
          Base64.getEncoder()
              .encodeToString((user + ":" + password).getBytes(StandardCharsets.ISO_8859_1));
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + path
                      + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                      + (user.isEmpty() ? "" : "Authorization: Basic " + login + "\r\n")
                      + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout(PATIENCE_MILLIS);
      String start = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      if (!start.endsWith(" 200")) {
        socket.close();
        throw new IllegalStateException("one who wants to follow was answered " + start);
      }
      socket.setSoTimeout(0);
    } catch (IOException e) {
      throw new UncheckedIOException("nobody can follow at port " + port, e);
    }
    Thread.ofVirtual().start(this::listen);
  }

  private void listen() {
    byte[] bytes = new byte[16 << 10];
    String rest = "";
    try {
      InputStream in = socket.getInputStream();
      for (int n; (n = in.read(bytes)) >= 0; ) {
        String text = rest + new String(bytes, 0, n, StandardCharsets.ISO_8859_1);
        for (Matcher title = TITLE.matcher(text); title.find(); ) {
          hear(Integer.parseInt(title.group(1)));
        }
        rest = text.substring(Math.max(0, text.length() - LONGEST_TITLE));
      }
    } catch (IOException cut) {
      // An end like another.
    }
    synchronized (this) {
      over = true;
      notifyAll();
    }
  }

  private synchronized void hear(int title) {
    if (title > heard) {
      heard = title;
      notifyAll();
    }
  }

  /**
   * Waits until it has been told of that title or a later one.
   *
   * @throws IllegalStateException when it is not, or was cut off
   */
  synchronized void await(int title) {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    try {
      while (heard < title && !over) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new IllegalStateException("a client was not told of a title for 30 s");
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (heard < title) {
      throw new IllegalStateException("a client was cut off");
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
