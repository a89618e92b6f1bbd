package io.floe.edge.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.ring.MountRing;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.config.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LiveMountTest {

  @Test
  void join_fromManyLoopsAtOnce_neverGoesOverTheLimit() throws Exception {
    MountName name = new MountName("/live");
    MountRing ring = new MountRing();
    LiveMount live =
        new LiveMount(
            name,
            ring,
            new StreamInfo("audio/mpeg", "", "", "", "", 0, false, ""),
            () -> Mount.onTheFly(name));
    int joined = 0;
    try (ExecutorService loops = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> each = new ArrayList<>();
      for (int loop = 0; loop < 4; loop++) {
        each.add(
            loops.submit(() -> {
              int in = 0;
              for (int i = 0; i < 100_000; i++) {
                in += live.join(1000) ? 1 : 0;
              }
              return in;
            }));
      }
      for (Future<Integer> future : each) {
        joined += future.get();
      }
    }
    ring.end();
    assertThat(joined).isEqualTo(1000);
    assertThat(live.listeners()).isEqualTo(1000);
    assertThat(live.peak()).isEqualTo(1000);
    live.left();
    assertThat(live.join(1000)).isTrue();
  }
}
