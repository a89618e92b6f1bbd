package io.floe.bench.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A listener of one mount who calls from a loopback address of its own. Any thread. */
final class Ear implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 10;

  private final Socket socket = new Socket();
  private final CompletableFuture<Long> ended = new CompletableFuture<>();

  /**
   * Returns when it hears something.
   *
   * @throws IllegalStateException when it is refused
   */
  Ear(String from, int port, String mount) {
    try {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), PATIENCE_SECONDS * 1000);
      socket.setSoTimeout(PATIENCE_SECONDS * 1000);
      socket
          .getOutputStream()
          .write(
              ("GET " + mount + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String start = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      if (!start.endsWith(" 200")) {
        socket.close();
        throw new IllegalStateException("a listener from " + from + " was answered " + start);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a listener from " + from + " does not reach " + port, e);
    }
    Thread.ofVirtual().start(this::listen);
  }

  private void listen() {
    byte[] heard = new byte[64 << 10];
    try {
      InputStream in = socket.getInputStream();
      while (in.read(heard) >= 0) {
        // What it hears is of no interest here.
      }
    } catch (IOException cut) {
      // An end like another.
    }
    ended.complete(System.nanoTime());
  }

  boolean listening() {
    return !ended.isDone();
  }

  /**
   * Waits until it is cut off.
   *
   * @return {@link System#nanoTime} of its end
   * @throws IllegalStateException when that takes longer than ten seconds
   */
  long awaitEnd() {
    try {
      return ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a banned listener listens on for ten seconds", e);
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
