package io.floe.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DemoSourceTest {

  private final List<String> problems = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init") // by JUnit, before every test
  private ServerSocket ingest;

  @BeforeEach
  void listen() throws IOException {
    ingest = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    ingest.close();
  }

  @Test
  void source_logsInPlaysAndGivesTitle() throws IOException {
    try (DemoSource source = source()) {
      source.start();
      try (Socket stream = ingest.accept()) {
        assertThat(head(stream))
            .startsWith("PUT /demo HTTP/1.1")
            .contains("Authorization: Basic c291cmNlOnNlc2FtZQ==", "Content-Type: audio/mpeg");
        answer(stream, "HTTP/1.1 100 Continue");
        byte[] frame = Sound.bundled().frame(0);
        assertThat(stream.getInputStream().readNBytes(frame.length)).isEqualTo(frame);
        try (Socket title = ingest.accept()) {
          assertThat(head(title).getFirst())
              .isEqualTo(
                  "GET /admin/metadata?mode=updinfo&mount=%2Fdemo&song=Floe+-+Meltwater HTTP/1.0");
          answer(title, "HTTP/1.0 200 OK");
        }
        byte[] next = Sound.bundled().frame(1);
        assertThat(stream.getInputStream().readNBytes(next.length)).isEqualTo(next);
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void refusal_isToldOnceAndTriedAgain() throws IOException {
    try (DemoSource source = source()) {
      source.start();
      for (int attempt = 0; attempt < 2; attempt++) {
        try (Socket stream = ingest.accept()) {
          head(stream);
          answer(stream, "HTTP/1.1 403 Forbidden");
        }
      }
      await().until(() -> !problems.isEmpty());
      assertThat(problems)
          .containsExactly(
              "the demo is off /demo: the ingest answered 'HTTP/1.1 403 Forbidden'; it keeps"
                  + " trying");
    }
  }

  private DemoSource source() {
    return new DemoSource(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), ingest.getLocalPort()),
        "/demo",
        "sesame",
        problems::add);
  }

  private static List<String> head(Socket socket) throws IOException {
    // One byte at a time: what follows the head is not ours to buffer.
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int next;
    while ((next = socket.getInputStream().read()) >= 0) {
      if (next != '\n') {
        line.append((char) next);
        continue;
      }
      String text = line.toString().strip();
      if (text.isEmpty()) {
        return lines;
      }
      lines.add(text);
      line.setLength(0);
    }
    return lines;
  }

  private static void answer(Socket socket, String status) throws IOException {
    socket.getOutputStream().write((status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
  }
}
