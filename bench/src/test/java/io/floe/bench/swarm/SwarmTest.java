package io.floe.bench.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.floe.bench.posix.Posix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SwarmTest {

  @BeforeEach
  void onLinux() {
    assumeTrue(Posix.supported());
  }

  @Test
  void answers_other_than_200_are_counted_as_failed() throws Exception {
    SwarmFigures figures = answered("HTTP/1.1 404 Not Found\r\n\r\n");
    assertThat(figures.failed()).isEqualTo(1);
    assertThat(figures.live()).isZero();
  }

  @Test
  void streams_that_end_are_counted_as_ended() throws Exception {
    SwarmFigures figures = answered("ICY 200 OK\r\nicy-br: 128\r\n\r\naudio");
    assertThat(figures.ended()).isEqualTo(1);
    assertThat(figures.failed()).isZero();
    assertThat(figures.live()).isZero();
    assertThat(figures.firstMillis().spread().max()).isPositive();
  }

  @Test
  void closed_port_refuses_everyone() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    SwarmFigures figures = run(port, 3);
    assertThat(figures.refused()).isEqualTo(3);
    assertThat(figures.steadyBytes()).isZero();
  }

  @Test
  void listener_tells_from_marks_how_far_it_is_behind() throws Exception {
    // The head is 3 s of audio, 48,000 bytes, beyond what this server sends; then it falls silent.
    Head head = new Head(System.nanoTime() - 10_000_000_000L, 16_000, true, 0);
    byte[] frame = new byte[384];
    Mark.put(frame, 160_000 - 48_000 - 2 * 384);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    // Begins within a frame, with metadata never far.
    answer.writeBytes("HTTP/1.0 200 OK\r\n\r\nxxxxx".getBytes(StandardCharsets.US_ASCII));
    answer.writeBytes(frame);
    answer.writeBytes(new byte[384]);
    CountDownLatch done = new CountDownLatch(1);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread = Thread.ofPlatform().start(() -> answer(server, answer.toByteArray(), done));
      SwarmPlan plan = new SwarmPlan(server.getLocalPort(), "/live", false, 1, 1000, head, 1);
      SwarmFigures figures =
          Swarm.run(plan, Duration.ofMillis(10), Duration.ofMillis(300), Watch.none());
      done.countDown();
      thread.join();
      assertThat(figures.live()).isEqualTo(1);
      assertThat(figures.lagSeconds().spread().max()).isBetween(3.3, 6.0);
      assertThat(figures.lagSeconds().over(3)).isEqualTo(1);
    }
  }

  @Test
  void swarm_that_connects_again_counts_afresh() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    byte[] answer = "HTTP/1.0 200 OK\r\n\r\naudio".getBytes(StandardCharsets.US_ASCII);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread first = Thread.ofPlatform().start(() -> answer(server, answer, done));
      try (Swarm swarm = new Swarm(plan(server.getLocalPort(), 1))) {
        swarm.connect();
        Thread second = Thread.ofPlatform().start(() -> answer(server, answer, done));
        swarm.connect();
        swarm.begin();
        swarm.listen(Duration.ofMillis(20));
        assertThat(swarm.end().live()).isEqualTo(1);
        done.countDown();
        second.join();
      }
      first.join();
    }
  }

  private static SwarmFigures answered(String answer) throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
      Thread thread = Thread.ofPlatform().start(() -> answer(server, bytes, new CountDownLatch(0)));
      SwarmFigures figures = run(server.getLocalPort(), 1);
      thread.join();
      return figures;
    }
  }

  private static void answer(ServerSocket server, byte[] answer, CountDownLatch done) {
    try (Socket socket = server.accept()) {
      byte[] request = new byte[1024];
      assertThat(socket.getInputStream().read(request)).isPositive();
      socket.getOutputStream().write(answer);
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static SwarmFigures run(int port, int listeners) {
    return Swarm.run(
        plan(port, listeners), Duration.ofMillis(100), Duration.ofMillis(300), Watch.none());
  }

  private static SwarmPlan plan(int port, int listeners) {
    return new SwarmPlan(port, "/live", false, listeners, 1000, Head.unmarked(128, 0), 1);
  }
}
