package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.admin.PostgresResource;
import io.floe.admin.store.ToldStreamRow;
import io.floe.admin.webhook.Receiver.Reply;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two services tell of the time in which they were without the database. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class OutageTest extends Services {

  private static final Duration APART = Duration.ofMillis(300);
  private static final Duration REST = Duration.ofMillis(200);
  private static final String ALL = "source.connected\nsource.lost\nmetadata.changed";

  private Service first;
  private Service second;
  private Receiver north;
  private Receiver south;

  @BeforeEach
  void begin() {
    north = receiver(request -> new Reply.Status(200));
    south = receiver(request -> new Reply.Status(200));
    hook(1, 901, north.url(), ALL, true);
    hook(2, 902, south.url(), ALL, true);
    first = new Service().settled();
    second = new Service().settled();
    scene.source("/live", 7, "A");
    first.work();
    second.work();
    assertThat(events(north)).containsExactly("source.connected");
  }

  /** Both look, one after the other, while the database is away. */
  private void look() {
    first.watcher.step(false);
    clock.move(APART);
    second.watcher.step(false);
    clock.move(REST);
  }

  private void titles(String... titles) {
    for (String title : titles) {
      scene.source("/live", 7, title);
      look();
    }
  }

  private static List<String> bodies(Receiver receiver, String event) {
    return receiver.requests().stream()
        .filter(request -> event.equals(request.header("Floe-Event")))
        .map(Receiver.Request::body)
        .toList();
  }

  private void comesAndGoes(long epoch) {
    scene.source("/fly", epoch, "");
    look();
    scene.gone("/fly");
    look();
    clock.move(Watch.BREAK);
    look();
  }

  @Test
  void titles_areToldOnce_alsoThoseThatComeBack() {
    titles("B", "A", "C", "A", "B");
    first.work();
    assertThat(north.requests()).hasSize(6);
    second.work();
    assertThat(bodies(north, "metadata.changed")).hasSize(5);
    titles("A");
    second.work();
    first.work();
    assertThat(north.requests()).as("what comes next").hasSize(7);
  }

  @Test
  void titles_areToldByTheOther_fromWhereOneHasEnded() {
    titles("B", "A");
    first.watcher.step(true);
    titles("C", "A", "D");
    second.work();
    assertThat(bodies(north, "metadata.changed")).hasSize(5);
    first.work();
    assertThat(north.requests()).hasSize(6);
  }

  @Test
  void titleOfWhichOneHasSeenAnotherBefore_isToldByIt_onceItCannotBeTheSame() {
    scene.source("/live", 7, "B");
    first.watcher.step(true);
    scene.source("/live", 7, "C");
    second.work();
    assertThat(north.requests()).as("B is told, and C by who knows of B").hasSize(2);
    first.work();
    assertThat(north.requests()).hasSize(3);
    scene.source("/live", 7, "D");
    first.watcher.step(true);
    clock.move(ToldStreamRow.APART.plusMillis(1));
    scene.source("/live", 7, "E");
    second.work();
    assertThat(north.requests()).as("late enough").hasSize(5);
    first.work();
    assertThat(north.requests()).hasSize(5);
  }

  @Test
  void sourcesThatCameAndWent_areToldOnce_alsoTheSameThatWasOutOfSight() {
    comesAndGoes(8);
    comesAndGoes(8);
    comesAndGoes(9);
    List<Thread> both =
        List.of(Thread.ofPlatform().start(first::work), Thread.ofPlatform().start(second::work));
    join(both);
    first.work();
    second.work();
    assertThat(bodies(north, "source.lost")).hasSize(3);
    assertThat(bodies(north, "source.connected")).hasSize(4);
  }

  @Test
  void sourceThatCameAndWent_isToldOnce_byOneAfterTheOther() {
    comesAndGoes(8);
    comesAndGoes(8);
    second.work();
    first.work();
    assertThat(bodies(north, "source.lost")).hasSize(2);
    assertThat(bodies(north, "source.connected")).hasSize(3);
  }

  @Test
  void sourceThatWentToAnotherTenantAndBack_isToldOnce() {
    scene.moves("/live", "south");
    look();
    scene.moves("/live", "north");
    look();
    first.work();
    second.work();
    assertThat(bodies(north, "source.lost")).hasSize(1);
    assertThat(bodies(north, "source.connected")).hasSize(2);
    assertThat(bodies(south, "source.lost")).hasSize(1);
    assertThat(bodies(south, "source.connected")).hasSize(1);
  }

  @Test
  void clockOfTheDatabaseThatWasSetBack_keepsNothingFromBeingTold() throws SQLException {
    String later = "update told_streams set told_at = told_at + interval '1 hour'";
    run(later);
    scene.source("/live", 7, "B");
    first.work();
    run(later);
    scene.gone("/live");
    first.workFor(Watch.BREAK);
    run(later);
    scene.source("/live", 7, "B");
    first.work();
    assertThat(events(north))
        .containsExactly("source.connected", "metadata.changed", "source.lost", "source.connected");
  }
}
