package io.floe.wire.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveLogTest {

  private static final long SECOND = 1_000_000_000L;

  private final LiveLog<String> log = new LiveLog<>();
  private int asked;

  private Topic<String> topic(String name, String audience, Object firm, Object loose) {
    return new Topic<>(
        "mount",
        name,
        audience,
        firm,
        loose,
        () -> {
          asked++;
          return "{\"name\":\"" + name + "\",\"firm\":\"" + firm + "\"}";
        });
  }

  private static List<String> names(List<Frame<String>> frames) {
    return frames.stream().map(each -> (each.gone() ? "-" : "") + each.name()).toList();
  }

  @Test
  void change_isWrittenOnce_andNothingIsWrittenWithoutOne() {
    assertThat(log.take(List.of(topic("/a", "x", 1, 0), topic("/b", "x", 1, 0)), 0)).isTrue();
    assertThat(asked).isEqualTo(2);
    assertThat(log.take(List.of(topic("/a", "x", 1, 5), topic("/b", "x", 1, 5)), SECOND)).isFalse();
    assertThat(asked).isEqualTo(2);
    assertThat(log.number()).isEqualTo(1);
    assertThat(log.take(List.of(topic("/a", "x", 1, 6), topic("/b", "x", 2, 6)), 2 * SECOND))
        .isTrue();
    assertThat(names(log.since(1))).containsExactly("/b");
    assertThat(asked).isEqualTo(3);
    for (int follower = 0; follower < 100; follower++) {
      assertThat(names(log.since(0))).containsExactly("/a", "/b");
      assertThat(names(log.all())).containsExactly("/a", "/b");
    }
    assertThat(asked).as("however many follow").isEqualTo(3);
    assertThat(log.written()).isEqualTo(3);
  }

  @Test
  void whatChangesAllTheTime_isToldNowAndThen() {
    int told = 0;
    for (int second = 0; second <= 60; second++) {
      told += log.take(List.of(topic("/a", "x", 1, second)), second * SECOND) ? 1 : 0;
    }
    assertThat(told).isEqualTo(7);
  }

  @Test
  void whatEnds_isGoneForThoseWhoHeardOfIt() {
    log.take(List.of(topic("/a\"\n", "x", 1, 0)), 0);
    log.take(List.of(), SECOND);
    assertThat(log.all()).isEmpty();
    Frame<String> gone = log.since(1).getFirst();
    assertThat(gone.audience()).isEqualTo("x");
    assertThat(new String(gone.event(), StandardCharsets.UTF_8))
        .isEqualTo("event: gone\ndata: {\"kind\":\"mount\",\"name\":\"/a\\\"\\n\"}\n\n");
  }

  @Test
  void whatChangesHands_isGoneForOne_andThereForTheOther() {
    log.take(List.of(topic("/a", "x", 1, 0)), 0);
    log.take(List.of(topic("/a", "y", 1, 0)), SECOND);
    log.take(List.of(topic("/a", "y", 2, 0)), 2 * SECOND);
    for (long after : List.of(0L, 1L)) {
      assertThat(log.since(after))
          .extracting(Frame::audience, Frame::gone)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("x", true),
              org.assertj.core.groups.Tuple.tuple("y", false));
    }
  }

  @Test
  void logIsBounded_andSaysSo() {
    for (int round = 0; round < 500; round++) {
      log.take(List.of(topic("/a", "x", round, 0)), round * SECOND);
    }
    assertThat(log.reaches(500)).isTrue();
    assertThat(log.reaches(380)).isTrue();
    assertThat(log.reaches(379)).isFalse();
    assertThat(log.reaches(501)).isFalse();
    List<Topic<String>> many = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      int now = round;
      many.clear();
      IntStream.range(0, 9_000).forEach(i -> many.add(topic("/" + i, "x", now, 0)));
      log.take(many, (500 + round) * SECOND);
    }
    assertThat(log.reaches(503)).isTrue();
    assertThat(log.reaches(502)).isFalse();
    log.forget();
    assertThat(log.reaches(505)).isFalse();
    assertThat(log.all()).isEmpty();
  }

  /** Whoever was away for a while and comes back knows in the end what everybody knows. */
  @Test
  void followers_comeToTheSameState_whateverTheyMissed() {
    Random random = new Random(7);
    Map<String, String> state = new TreeMap<>();
    Map<String, String> followed = new TreeMap<>();
    long heard = -1;
    for (int second = 0; second < 5_000; second++) {
      String name = "/" + random.nextInt(8);
      if (random.nextInt(3) == 0) {
        state.remove(name);
      } else {
        state.put(name, String.valueOf(random.nextInt(3)));
      }
      List<Topic<String>> topics = new ArrayList<>();
      state.forEach((key, value) -> topics.add(topic(key, "xy".charAt(0) + value, value, 0)));
      log.take(topics, second * SECOND);
      if (random.nextInt(20) > 2) {
        continue;
      }
      if (heard < 0 || !log.reaches(heard)) {
        followed.clear();
        log.all().forEach(frame -> followed.put(frame.name(), frame.json()));
      } else {
        for (Frame<String> frame : log.since(heard)) {
          if (frame.gone()) {
            followed.remove(frame.name());
          } else {
            followed.put(frame.name(), frame.json());
          }
        }
      }
      heard = log.number();
      Map<String, String> all = new TreeMap<>();
      log.all().forEach(frame -> all.put(frame.name(), frame.json()));
      assertThat(followed).isEqualTo(all);
      assertThat(all.keySet()).isEqualTo(state.keySet());
    }
  }
}
