package io.floe.bench.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.floe.bench.posix.Posix;
import io.floe.bench.swarm.Head;
import io.floe.bench.swarm.Swarm;
import io.floe.bench.swarm.SwarmFigures;
import io.floe.bench.swarm.SwarmPlan;
import io.floe.bench.swarm.Watch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BareLoopTest {

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
      SwarmFigures figures =
          Swarm.run(
              new SwarmPlan(
                  port.join(), "/live", false, 5, 1000, Head.unmarked(128, BareLoop.BURST), 1),
              Duration.ofMillis(100),
              Duration.ofSeconds(1),
              Watch.none());
      assertThat(figures.live()).isEqualTo(5);
      assertThat(figures.refused() + figures.failed() + figures.ended()).isZero();
      assertThat(figures.kbpsPerListener()).isBetween(90.0, 170.0);
      assertThat(figures.firstMillis().spread().max()).isLessThan(1000);
      assertThat(figures.gapSeconds().spread().median()).isGreaterThan(0.02);
      assertThat(figures.lagSeconds().spread().max()).isBetween(-0.2, 1.0);
      assertThat(figures.readsPerSecond()).isBetween(15.0, 25.0);
    } finally {
      stop.set(true);
      server.join();
    }
  }
}
