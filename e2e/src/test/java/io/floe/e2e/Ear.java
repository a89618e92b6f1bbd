package io.floe.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A listener that counts what it gets, and how long it is there. Thread of its own. */
final class Ear implements AutoCloseable {
  private final Socket socket;
  private final long since = System.nanoTime();
  private volatile long bytes;
  private volatile long until;

  Ear(int port, String mount, String agent) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket
          .getOutputStream()
          .write(
              ("GET " + mount + " HTTP/1.0\r\nUser-Agent: " + agent + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::listen, agent);
    thread.setDaemon(true);
    thread.start();
  }

  private void listen() {
    byte[] part = new byte[16_384];
    try (InputStream in = socket.getInputStream()) {
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        bytes += read;
      }
    } catch (IOException gone) {
      // so is the edge
    } finally {
      until = System.nanoTime();
    }
  }

  /** Received so far, response head included. */
  long bytes() {
    return bytes;
  }

  boolean ended() {
    return until != 0;
  }

  /** How long it was there; once it has ended. */
  double seconds() {
    return (until - since) / 1e9;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await().until(this::ended);
  }
}
