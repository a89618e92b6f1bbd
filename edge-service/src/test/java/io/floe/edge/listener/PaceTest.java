package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.MountRing;
import io.floe.edge.ring.Piece;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.config.Mount;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often a listener is written to once it has gone on with another mount. */
class PaceTest {

  private long now;
  private final LiveMount live = mount("/live");
  private final LiveMount other = mount("/other");

  @AfterEach
  void end() {
    live.ring().end();
    other.ring().end();
  }

  @Test
  void silenceBeforeAMove_isTakenFromWhatIsInHand() {
    Pace pace = new Pace();
    Piece first = append(live);
    for (int i = 0; i < 20; i++) {
      pass(200);
      append(live);
    }
    pace.begin(now);
    pace.heard(first);
    pace.settle(live, newest(live), now);
    int settled = pace.period();
    assertThat(settled).isGreaterThan(5);

    append(other);
    pace.moved(newest(live), newest(other), now);
    pace.heard(newest(other));
    pace.settle(other, newest(other), now);
    assertThat(pace.period()).as("nothing was missed").isEqualTo(settled);

    pass(2_000);
    pace.moved(newest(other), newest(live), now);
    pace.heard(newest(live));
    pace.settle(live, newest(live), now);
    assertThat(pace.period()).isEqualTo(settled - 5);

    pass(60_000);
    pace.moved(newest(other), newest(live), now);
    pace.settle(live, newest(live), now);
    assertThat(pace.period()).isEqualTo(Pace.SHORTEST);
  }

  /** 200 ms of audio, now. */
  private Piece append(LiveMount mount) {
    long millis = TimeUnit.NANOSECONDS.toMillis(now);
    StreamId stream = new StreamId(mount.name(), 1);
    mount
        .ring()
        .append(
            new Chunk(
                stream,
                millis,
                Chunk.Kind.AUDIO,
                millis,
                Chunk.NONE,
                Chunk.NONE,
                true,
                new byte[3_200]),
            0);
    return newest(mount);
  }

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static Piece newest(LiveMount mount) {
    return Objects.requireNonNull(mount.ring().newest());
  }

  private LiveMount mount(String name) {
    Mount settings = Mount.onTheFly(new MountName(name));
    return new LiveMount(
        settings.name(), new MountRing(() -> now, settings::burst), Studio.MP3, () -> settings);
  }
}
