package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;

/** One who follows events, and keeps what it hears. One thread of its own. */
final class EventFollower implements AutoCloseable {

  private final Socket socket;
  private final StringBuffer heard = new StringBuffer();
  private volatile boolean over;

  /**
   * @param authorization the header; empty: none
   */
  EventFollower(int port, String path, String authorization) {
    String login = authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n";
    try {
      socket = new Socket("127.0.0.1", port);
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + login + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::listen);
  }

  private void listen() {
    byte[] bytes = new byte[8192];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        heard.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
      }
    } catch (IOException cut) {
      // An end like another.
    }
    over = true;
  }

  /** All that was heard so far. */
  String heard() {
    return heard.toString();
  }

  /** Whether the server has ended it. */
  boolean over() {
    return over;
  }

  /** Waits until that was heard. */
  void hears(String text) {
    awaiting().untilAsserted(() -> assertThat(heard()).contains(text));
  }

  /** Waits until that was heard behind what had been heard by then. */
  void hearsAfter(int length, String text) {
    awaiting().untilAsserted(() -> assertThat(heard().substring(length)).contains(text));
  }

  private static ConditionFactory awaiting() {
    return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
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
