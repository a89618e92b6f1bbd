package io.floe.wire.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.UrlAuth;
import io.floe.wire.hook.Hooks.Errand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Lanes whose hooks answer when the test says so. */
class LaneTest {

  private static final int MOST = 256;
  private static final int MOST_IN_ALL = 20;
  private static final HookAnswer YES = new HookAnswer.Admitted(Long.MAX_VALUE);

  private final AtomicLong nanos = new AtomicLong(1);
  private final AtomicInteger inAll = new AtomicInteger();
  private final Map<String, CompletableFuture<HookAnswer>> underWay = new LinkedHashMap<>();

  private Lane lane() {
    return new Lane(
        nanos::get,
        MOST,
        inAll,
        MOST_IN_ALL,
        request -> {
          CompletableFuture<HookAnswer> answer = new CompletableFuture<>();
          underWay.put(request.body(), answer);
          return answer;
        });
  }

  private static List<Errand> take(Lane lane, String name, int times) {
    List<Errand> taken = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      UrlAuth auth =
          new UrlAuth(null, null, null, UrlAuth.USUAL_HEADER, 60_000, UrlAuth.WhenDown.ALLOW, 0);
      Errand errand =
          Errand.of(
              new HookRequest(new MountName("/a"), "http://hook/", name + i, "u", "p", "", auth));
      lane.take(errand);
      taken.add(errand);
    }
    return taken;
  }

  private void answer(String name) {
    CompletableFuture<HookAnswer> open = underWay.remove(name);
    assertThat(open).as(name).isNotNull();
    open.complete(YES);
  }

  @Test
  void lane_hasSixteenUnderWay_andTheOthersFollowInOrder() {
    List<Errand> taken = take(lane(), "a", 18);
    assertThat(underWay).hasSize(16);
    answer("a3");
    answer("a0");
    assertThat(underWay).hasSize(16).containsKeys("a16", "a17");
    assertThat(taken.get(3).whole()).isCompletedWithValue(YES);
    assertThat(taken.get(17).waited()).isTrue();
    assertThat(taken.get(15).waited()).isFalse();
    List.copyOf(underWay.keySet()).forEach(this::answer);
    assertThat(inAll).hasValue(0);
  }

  @Test
  void crowdOfOtherLanes_leavesEachOnePlace_andWhatGetsFreeIsTaken() {
    take(lane(), "a", 16);
    take(lane(), "b", 16);
    assertThat(inAll).hasValue(MOST_IN_ALL);
    Lane last = lane();
    List<Errand> taken = take(last, "c", 3);
    assertThat(underWay).containsKey("c0").doesNotContainKeys("c1", "c2");
    for (int i = 0; i < 8; i++) {
      answer("a" + i);
    }
    answer("c0");
    assertThat(underWay).containsKeys("c1", "c2");
    answer("c1");
    answer("c2");
    assertThat(taken).allMatch(errand -> errand.whole().isDone());
  }

  @Test
  void whoIsTooLateAlready_isNotAskedAbout() {
    List<Errand> taken = take(lane(), "a", 18);
    taken.get(16).whole().complete(new HookAnswer.Busy(false));
    answer("a0");
    assertThat(underWay).containsKey("a17").doesNotContainKey("a16");
  }

  @Test
  void moreThanMayWait_isBusy_andAHookThatFails_isLeftAlone() {
    Lane lane = lane();
    List<Errand> taken = take(lane, "a", 16 + MOST);
    assertThat(take(lane, "b", 1).getFirst().whole())
        .isCompletedWithValue(new HookAnswer.Busy(false));
    for (int i = 0; i < Lane.FAILURES; i++) {
      CompletableFuture<HookAnswer> failing = underWay.remove("a" + i);
      assertThat(failing).isNotNull();
      failing.completeExceptionally(new IllegalStateException("broken"));
    }
    assertThat(taken.getLast().whole()).isCompletedWithValue(new HookAnswer.Down(false));
    assertThat(take(lane, "c", 1).getFirst().whole())
        .isCompletedWithValue(new HookAnswer.Down(false));
    List.copyOf(underWay.keySet()).forEach(this::answer);
    assertThat(inAll).hasValue(0);
  }
}
