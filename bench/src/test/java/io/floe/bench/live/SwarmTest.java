package io.floe.bench.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.floe.bench.posix.Posix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SwarmTest {

  @BeforeEach
  void onLinux() {
    assumeTrue(Posix.supported());
  }

  @Test
  void bare_loop_serves_a_swarm_at_its_rate() throws Exception {
    CompletableFuture<Integer> port = new CompletableFuture<>();
    AtomicBoolean stop = new AtomicBoolean();
    Thread server =
        Thread.ofPlatform()
            .start(() -> {
              // 128 kbit/s in ticks of 50 ms.
              try (BareLoop loop = new BareLoop(0, 800, 50_000_000)) {
                port.complete(loop.port());
                loop.run(stop::get);
              } catch (RuntimeException e) {
                port.completeExceptionally(e);
              }
            });
    try {
      SwarmFigures figures = Swarm.run(plan(port.join(), 5, 1000), Swarm.Watch.none());
      assertThat(figures.live()).isEqualTo(5);
      assertThat(figures.refused() + figures.failed() + figures.ended()).isZero();
      assertThat(figures.kbpsPerListener()).isBetween(90.0, 170.0);
      assertThat(figures.firstMillis().max()).isLessThan(1000);
      assertThat(figures.gapSeconds().median()).isGreaterThan(0.02);
      assertThat(figures.stalled()).isZero();
    } finally {
      stop.set(true);
      server.join();
    }
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
    assertThat(figures.firstMillis().max()).isPositive();
  }

  @Test
  void closed_port_refuses_everyone() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    SwarmFigures figures = Swarm.run(plan(port, 3, 50), Swarm.Watch.none());
    assertThat(figures.refused()).isEqualTo(3);
    assertThat(figures.steadyBytes()).isZero();
  }

  private static SwarmFigures answered(String answer) throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread = Thread.ofPlatform().start(() -> answer(server, answer));
      SwarmFigures figures = Swarm.run(plan(server.getLocalPort(), 1, 300), Swarm.Watch.none());
      thread.join();
      return figures;
    }
  }

  private static void answer(ServerSocket server, String answer) {
    try (Socket socket = server.accept()) {
      byte[] request = new byte[1024];
      assertThat(socket.getInputStream().read(request)).isPositive();
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SwarmPlan plan(int port, int listeners, int steadyMillis) {
    return new SwarmPlan(
        port,
        "/live",
        false,
        listeners,
        1000,
        Duration.ofMillis(100),
        Duration.ofMillis(steadyMillis));
  }
}
