package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.report.ClusterView.Stream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LevelsTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final List<Levels.Asked> HUNDRED =
      List.of(new Levels.Asked(1, "north", Set.of(), 100));

  private final Scene scene = new Scene();
  private Collection<MountName> told = List.of();
  private final Levels levels = new Levels(webhook -> told);

  @Test
  void threshold_isReachedAtIt_andLeftAtNineTenths() {
    assertThat(look(99)).isEmpty();
    assertThat(look(100)).containsExactly(change(100, true));
    assertThat(look(250)).isEmpty();
    assertThat(look(99)).isEmpty();
    assertThat(look(90)).isEmpty();
    assertThat(look(89)).containsExactly(change(89, false));
    assertThat(look(99)).isEmpty();
    assertThat(look(101)).containsExactly(change(101, true));
    scene.gone("/live");
    assertThat(levels.look(scene.cluster(), HUNDRED, NOW, stream -> "north"))
        .containsExactly(change(0, false));
  }

  @Test
  void thresholdOfOne_isTheFirstListener() {
    List<Levels.Asked> one = List.of(new Levels.Asked(1, "north", Set.of(), 1));
    scene.listeners("/live", 1, 1);
    assertThat(levels.look(scene.cluster(), one, NOW, stream -> "north")).hasSize(1);
    scene.listeners("/live", 1, 0);
    assertThat(levels.look(scene.cluster(), one, NOW, stream -> "north")).hasSize(1);
  }

  @Test
  void otherMountsAndTenants_areNotLookedAt() {
    scene.listeners("/live", 1, 200);
    for (Levels.Asked other :
        List.of(
            new Levels.Asked(1, "south", Set.of(), 100),
            new Levels.Asked(2, "north", Set.of("/other"), 100))) {
      assertThat(levels.look(scene.cluster(), List.of(other), NOW, stream -> "north")).isEmpty();
    }
    assertThat(
            levels.look(
                scene.cluster(),
                List.of(new Levels.Asked(3, "north", Set.of("/live"), 100)),
                NOW,
                stream -> "north"))
        .hasSize(1);
  }

  @Test
  void mountThatIsAskedForNoMore_hasNotBeenLeft() {
    assertThat(look(150)).hasSize(1);
    List<Levels.Asked> narrowed = List.of(new Levels.Asked(1, "north", Set.of("/other"), 100));
    assertThat(levels.look(scene.cluster(), narrowed, NOW, stream -> "north")).isEmpty();
    assertThat(look(150)).as("it is asked for again").hasSize(1);
  }

  @Test
  void mountThatGoesToAnotherTenant_hasNotBeenLeft_andIsReachedAnewWhenItIsBack() {
    assertThat(look(150)).hasSize(1);
    assertThat(levels.look(scene.cluster(), HUNDRED, NOW, stream -> ""))
        .as("nobody knows whose it is")
        .isEmpty();
    assertThat(levels.look(scene.cluster(), HUNDRED, NOW, stream -> "south"))
        .containsExactly(new Change.Elsewhere(NOW, new MountName("/live"), 1));
    assertThat(levels.look(scene.cluster(), HUNDRED, NOW, stream -> "south")).isEmpty();
    assertThat(look(150)).containsExactly(change(150, true));
  }

  @Test
  void mountOfASourceThatHasGoneSince_isStillItsTenants() {
    scene.listeners("/live", 1, 150);
    scene.brief();
    assertThat(levels.look(scene.cluster(), HUNDRED, NOW, this::owner))
        .containsExactly(change(150, true));
    assertThat(levels.look(scene.cluster(), HUNDRED, NOW, this::owner))
        .containsExactly(change(0, false));
  }

  @Test
  void whatWasToldBefore_isGoneOnWith_alsoByAWebhookThatIsBack() {
    told = List.of(new MountName("/live"));
    assertThat(look(150)).isEmpty();
    assertThat(levels.look(scene.cluster(), List.of(), NOW, stream -> "north")).isEmpty();
    assertThat(look(10)).as("it was left meanwhile").containsExactly(change(10, false));
  }

  private String owner(Stream stream) {
    return scene.owner(stream).orElse("");
  }

  private List<Change> look(int listeners) {
    scene.listeners("/live", 1, listeners);
    return levels.look(scene.cluster(), HUNDRED, NOW, stream -> "north");
  }

  private static Change change(int listeners, boolean above) {
    return new Change.Level(NOW, "north", new MountName("/live"), 1, 100, listeners, above);
  }
}
