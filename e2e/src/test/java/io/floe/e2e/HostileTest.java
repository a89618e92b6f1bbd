package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Half-open heads, readers that stop, nonsense: they end, and others notice nothing. */
@ExtendWith(Platform.Shared.class)
class HostileTest {

  private final byte[] audio = Oracle.mp3Audio(Sounds.bytes(Sounds.mp3()));

  @Test
  void slowloris_500HalfOpenHeadsOnBothPorts_areClosedWithin15sWhileOthersAreServed(Platform floe)
      throws IOException {
    try (PacedSource source = source(floe, "/slow")) {
      LivePathTest.awaitOnAir(floe, "/slow");
      List<Socket> halfOpen = new ArrayList<>();
      try {
        for (int i = 0; i < 500; i++) {
          Socket socket =
              new Socket(
                  InetAddress.getLoopbackAddress(), i % 2 == 0 ? floe.edge(1) : floe.ingest(1));
          socket
              .getOutputStream()
              .write("GET /slow HTTP/1.1\r\nX-Never: ".getBytes(StandardCharsets.ISO_8859_1));
          halfOpen.add(socket);
        }
        long opened = System.nanoTime();
        try (Listening listener = new Listening(floe.edge(1), "/slow")) {
          assertThat(listener.hearSinceRequest(Duration.ofMillis(500)).length)
              .isGreaterThan(60_000);
        }
        assertThat(Platform.get(floe.ingest(1), "/status-json.xsl").statusCode()).isEqualTo(200);
        for (Socket socket : halfOpen) {
          awaitClosed(socket, opened + Duration.ofSeconds(15).toNanos());
        }
      } finally {
        for (Socket socket : halfOpen) {
          socket.close();
        }
      }
      assertThat(source.sent()).isPositive();
    }
  }

  @Test
  void stalledReaders_100_areSkippedThenDroppedWithMemoryFlatWhileAnotherListenerHearsAll(
      Platform floe) throws IOException {
    int management = floe.edgeManagement(1);
    try (PacedSource source =
        new PacedSource(
            floe.ingest(1),
            "/stuck",
            Platform.SOURCE_PASSWORD,
            "audio/mpeg",
            audio,
            64_000,
            300_000,
            true)) {
      LivePathTest.awaitOnAir(floe, "/stuck");
      double skippedBefore = Platform.metric(management, "floe_listener_skips_total");
      double droppedBefore = Platform.metric(management, "floe_listener_drops_total");
      List<Socket> stuck = new ArrayList<>();
      try (Listening good = new Listening(floe.edge(1), "/stuck")) {
        good.hear(Duration.ofMillis(500));
        double memoryBefore = Platform.metric(management, "floe_direct_memory_bytes");
        for (int i = 0; i < 100; i++) {
          Socket socket = new Socket();
          socket.setReceiveBufferSize(4096);
          socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), floe.edge(1)));
          socket
              .getOutputStream()
              .write("GET /stuck HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
          stuck.add(socket);
        }
        good.hear(Duration.ofSeconds(14));
        await()
            .atMost(Duration.ofSeconds(15))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> {
              for (Socket socket : stuck) {
                drain(socket);
              }
              good.hear(Duration.ofMillis(10));
              return Platform.metric(management, "floe_listener_skips_total") - skippedBefore
                  >= 100;
            });
        await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> {
              good.hear(Duration.ofMillis(50));
              return Platform.metric(management, "floe_listener_drops_total") - droppedBefore
                  >= 100;
            });
        double memoryAfter = Platform.metric(management, "floe_direct_memory_bytes");
        assertThat(memoryAfter - memoryBefore)
            .as("direct memory that 100 stuck readers cost")
            .isLessThan(16 << 20);
        Oracle.assertPiece(good.hear(Duration.ofMillis(100)), audio);
      } finally {
        for (Socket socket : stuck) {
          socket.close();
        }
      }
      assertThat(source.sent()).isPositive();
    }
  }

  @Test
  void badRequests_getAClearAnswer(Platform floe) {
    assertThat(Platform.get(floe.edge(1), "/nobody-is-here").statusCode()).isEqualTo(404);
    assertThat(Platform.get(floe.edge(1), "/nobody-is-here").body()).contains("/nobody-is-here");
    assertThat(Platform.get(floe.ingest(1), "/nobody-is-here").statusCode()).isIn(302, 404);
    assertThat(answer(floe.edge(1), "BREW /live HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ");
    assertThat(answer(floe.edge(1), "\0\1\2\3\r\n\r\n")).contains(" 400 ");
    assertThat(
            answer(
                floe.ingest(1), "PUT /m HTTP/1.1\r\nHost: x\r\nContent-Type: audio/mpeg\r\n\r\n"))
        .contains(" 401 ");
    assertThat(answer(floe.ingest(1), "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 204 ");
    assertThat(answer(floe.ingest(1), "GET / HTTP/1.1\r\nX: " + "y".repeat(9_000) + "\r\n\r\n"))
        .contains(" 431 ");
    assertThat(
            answer(
                floe.ingest(1),
                "PUT /page HTTP/1.0\r\nAuthorization: "
                    + LivePathTest.basic("source", Platform.SOURCE_PASSWORD)
                    + "\r\nContent-Type: text/html\r\n\r\n"))
        .contains(" 415 ");
    assertThat(
            answer(
                floe.ingest(1),
                "PUT /admin/x HTTP/1.0\r\nAuthorization: "
                    + LivePathTest.basic("source", Platform.SOURCE_PASSWORD)
                    + "\r\nContent-Type: audio/mpeg\r\n\r\n"))
        .contains(" 403 ");
  }

  /** Reads what is there now. */
  private static void drain(Socket socket) throws IOException {
    byte[] buffer = new byte[64 << 10];
    while (socket.getInputStream().available() > 0) {
      if (socket.getInputStream().read(buffer) < 0) {
        return;
      }
    }
  }

  private static void awaitClosed(Socket socket, long deadline) throws IOException {
    try {
      while (true) {
        socket.setSoTimeout((int) Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        if (socket.getInputStream().read() < 0) {
          return;
        }
      }
    } catch (SocketTimeoutException open) {
      throw new AssertionError("a half-open head is still open after 15 s", open);
    } catch (IOException reset) {
      // Closed too.
    }
  }

  private static String answer(int port, String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder answer = new StringBuilder();
      try {
        for (int b = socket.getInputStream().read();
            b >= 0 && answer.indexOf("\r\n\r\n") < 0;
            b = socket.getInputStream().read()) {
          answer.append((char) b);
        }
      } catch (SocketTimeoutException kept) {
        // A connection that is kept alive has answered by now.
      }
      return answer.toString();
    } catch (IOException e) {
      return "closed: " + e.getMessage();
    }
  }

  private PacedSource source(Platform floe, String mount) {
    return Broadcasts.looped(floe.ingest(1), mount, audio, 120_000);
  }
}
