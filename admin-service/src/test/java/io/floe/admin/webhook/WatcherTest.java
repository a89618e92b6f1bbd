package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.admin.PostgresResource;
import io.floe.admin.webhook.Receiver.Reply;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is told, and by whom. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class WatcherTest extends Services {

  @Test
  void twoServices_thatSeeTheSame_sendItOnce() {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, receiver.url(), "source.connected\nsource.lost\nmetadata.changed", true);
    Service first = new Service();
    Service second = new Service();
    first.settled();
    second.settled();
    List<Thread> both = new ArrayList<>();
    scene.source("/live", 7, "A");
    for (int i = 2; i < 30; i++) {
      scene.source("/m" + i, i, "A");
    }
    for (Service each : List.of(first, second)) {
      both.add(Thread.ofPlatform().start(each::work));
    }
    join(both);
    both.clear();
    assertThat(receiver.requests()).hasSize(29);
    scene.source("/live", 7, "B");
    scene.gone("/m2");
    for (Service each : List.of(first, second)) {
      both.add(Thread.ofPlatform().start(each::work));
    }
    join(both);
    both.clear();
    clock.move(Watch.BREAK);
    for (Service each : List.of(first, second)) {
      both.add(Thread.ofPlatform().start(each::work));
    }
    join(both);
    assertThat(receiver.requests()).hasSize(31);
    assertThat(receiver.requests())
        .extracting(request -> request.header("Floe-Delivery"))
        .doesNotHaveDuplicates();
    assertThat(receiver.requests())
        .extracting(request -> request.header("Floe-Event"))
        .endsWith("metadata.changed", "source.lost");
  }

  @Test
  void serviceThatStarts_tellsWhatHasHappenedWhileNoneRan_andNothingTwice() {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, receiver.url(), "source.connected\nsource.lost\nmetadata.changed", true);
    scene.source("/stays", 1, "A");
    scene.source("/goes", 2, "A");
    scene.source("/sings", 3, "A");
    new Service().settled().work();
    assertThat(events(receiver)).containsOnly("source.connected").hasSize(3);
    Service restarted = new Service().settled();
    restarted.workFor(Watch.BREAK);
    assertThat(events(receiver)).as("a restart is no news").hasSize(3);
    scene.gone("/goes");
    scene.source("/sings", 3, "B");
    scene.source("/comes", 4, "");
    Service later = new Service().settled();
    later.workFor(Watch.BREAK);
    assertThat(events(receiver).subList(3, 6))
        .containsExactlyInAnyOrder("source.lost", "metadata.changed", "source.connected");
    restarted.workFor(Watch.BREAK);
    assertThat(events(receiver)).as("the other one has seen it too").hasSize(6);
  }

  @Test
  void webhook_hearsOfItsTenantAndItsMountsAlone() throws SQLException {
    Receiver all = receiver(request -> new Reply.Status(200));
    Receiver one = receiver(request -> new Reply.Status(200));
    Receiver others = receiver(request -> new Reply.Status(200));
    hook(1, 901, all.url(), "source.connected", true);
    hook(2, 901, one.url(), "source.connected\nmetadata.changed", true);
    hook(3, 902, others.url(), "source.connected", true);
    run("update webhooks set mounts = '/live' where id = 2");
    Service service = new Service().settled();
    scene.source("/live", 7, "A");
    scene.source("/other", 8, "A");
    service.work();
    scene.source("/live", 7, "B");
    scene.source("/other", 8, "B");
    service.work();
    assertThat(events(all)).containsExactly("source.connected", "source.connected");
    assertThat(events(one)).containsExactlyInAnyOrder("source.connected", "metadata.changed");
    assertThat(one.requests()).allSatisfy(r -> assertThat(r.body()).contains("\"/live\""));
    assertThat(others.requests()).isEmpty();
  }

  @Test
  void webhookThatIsDeletedInThisMoment_takesNoEventFromOthers() throws Exception {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, "http://127.0.0.1:1/", "source.connected", true);
    hook(2, 901, receiver.url(), "source.connected", true);
    Service service = new Service().settled();
    scene.source("/live", 7, "");
    try (Connection deleting = source.getConnection();
        Statement statement = deleting.createStatement()) {
      deleting.setAutoCommit(false);
      statement.execute("delete from webhooks where id = 1");
      Thread telling = Thread.ofPlatform().start(() -> service.watcher.step(true));
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() ->
              number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") > 0);
      deleting.commit();
      join(List.of(telling));
      deleting.setAutoCommit(true);
    }
    service.work();
    assertThat(events(receiver)).containsExactly("source.connected");
    assertThat(number("select count(*) from webhook_deliveries where webhook_id = 1")).isZero();
  }

  @Test
  void sourceThatAServiceWithoutSightToldToBeLost_isToldToBeThere() throws SQLException {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, receiver.url(), "source.connected\nsource.lost\nmetadata.changed", true);
    Service sees = new Service().settled();
    scene.source("/live", 7, "A");
    sees.work();
    Service blind = new Service().settled();
    Scene nothing = new Scene();
    Teller teller = new Teller(changes, blind.outbox, clock);
    Watcher other = new Watcher(nothing, changes, teller, List::of, clock, blind.counters);
    other.step(true);
    clock.move(Watcher.SETTLE);
    other.step(true);
    clock.move(Watch.BREAK);
    assertThat(other.step(true)).as("it tells what it does not see").isTrue();
    sees.workFor(Watcher.COMPARE);
    scene.source("/live", 7, "B");
    sees.work();
    assertThat(events(receiver).subList(1, 4))
        .containsExactlyInAnyOrder("source.lost", "source.connected", "metadata.changed");
    sees.workFor(Watcher.COMPARE);
    assertThat(events(receiver)).hasSize(4);
  }

  @Test
  void sourceWhoseClockWasSetBack_isToldLikeAnyOther_byOneOfTwo() {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, receiver.url(), "source.connected\nsource.lost\nmetadata.changed", true);
    List<Service> both = List.of(new Service().settled(), new Service().settled());
    scene.source("/live", 5_000_000, "A");
    both.forEach(Service::work);
    scene.gone("/live");
    both.forEach(Service::work);
    clock.move(Watch.BREAK);
    both.forEach(Service::work);
    clock.move(Duration.ofHours(-1));
    scene.source("/live", 1_400_000, "A");
    both.forEach(Service::work);
    scene.source("/live", 1_400_000, "B");
    both.forEach(Service::work);
    scene.gone("/live");
    both.forEach(Service::work);
    clock.move(Watch.BREAK);
    both.forEach(Service::work);
    both.forEach(service -> service.workFor(Watcher.COMPARE));
    assertThat(events(receiver))
        .containsExactly(
            "source.connected",
            "source.lost",
            "source.connected",
            "metadata.changed",
            "source.lost");
  }

  @Test
  void sourceWhoseClockWasSetBack_whileNoServiceRan_isTold() {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, receiver.url(), "source.connected\nsource.lost", true);
    scene.source("/live", 5_000_000, "A");
    new Service().settled().work();
    scene.source("/live", 1_400_000, "A");
    Service later = new Service().settled();
    later.workFor(Watch.BREAK);
    later.work();
    assertThat(events(receiver))
        .containsExactly("source.connected", "source.lost", "source.connected");
    later.workFor(Watcher.COMPARE);
    assertThat(events(receiver)).hasSize(3);
  }

  @Test
  void sourceThatTheOtherServiceHasToldWhileThisOneHadNoDatabase_isNotToldAgain() {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, receiver.url(), "source.connected\nsource.lost", true);
    Service first = new Service().settled();
    Service second = new Service().settled();
    scene.source("/short", 7, "A");
    List.of(first, second).forEach(service -> service.watcher.step(false));
    scene.gone("/short");
    List.of(first, second).forEach(service -> service.watcher.step(false));
    clock.move(Watch.BREAK);
    List.of(first, second).forEach(service -> service.watcher.step(false));
    first.work();
    second.work();
    assertThat(events(receiver)).containsExactlyInAnyOrder("source.connected", "source.lost");
  }

  @Test
  void comparing_goesOnWhenTheClockIsSetBack() throws SQLException {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, receiver.url(), "source.connected", true);
    Service service = new Service().settled();
    scene.source("/live", 7, "A");
    service.workFor(Watcher.COMPARE);
    clock.move(Duration.ofHours(-1));
    run("update told_streams set live = false");
    service.work();
    assertThat(events(receiver)).containsExactly("source.connected", "source.connected");
  }

  @Test
  void sourceOfAnotherTenantNow_isLostForTheOldOne_andConnectedForTheNewOne() throws SQLException {
    Receiver north = receiver(request -> new Reply.Status(200));
    Receiver south = receiver(request -> new Reply.Status(200));
    hook(1, 901, north.url(), "source.connected\nsource.lost\nmetadata.changed", true);
    hook(2, 902, south.url(), "source.connected\nsource.lost\nmetadata.changed", true);
    Service first = new Service().settled();
    Service second = new Service().settled();
    scene.source("/live", 7, "A");
    first.work();
    second.work();
    scene.moves("/live", "south");
    second.work();
    first.work();
    assertThat(events(north)).containsExactly("source.connected", "source.lost");
    assertThat(events(south)).containsExactly("source.connected");
    assertThat(south.requests().getFirst().body())
        .contains("\"tenant\":\"south\"", "\"again\":false", "\"title\":\"A\"");
    scene.source("/live", 7, "B");
    first.work();
    second.work();
    assertThat(text("select tenant || title from told_streams")).isEqualTo("southB");
    Service restarted = new Service().settled();
    restarted.workFor(Watcher.COMPARE);
    scene.gone("/live");
    restarted.workFor(Watch.BREAK);
    assertThat(events(south))
        .containsExactly("source.connected", "metadata.changed", "source.lost");
    assertThat(north.requests()).hasSize(2);
  }

  @Test
  void sourceThatGoesToAnotherTenantWhileNoServiceRuns_isToldToBothLater() {
    Receiver north = receiver(request -> new Reply.Status(200));
    Receiver south = receiver(request -> new Reply.Status(200));
    hook(1, 901, north.url(), "source.connected\nsource.lost", true);
    hook(2, 902, south.url(), "source.connected\nsource.lost", true);
    scene.source("/live", 7, "A");
    new Service().settled().work();
    scene.moves("/live", "south");
    new Service().settled().work();
    assertThat(events(north)).containsExactly("source.connected", "source.lost");
    assertThat(events(south)).containsExactly("source.connected");
  }

  @Test
  void sourceThatHasGoneSinceItWasSeen_isToldToItsTenant() {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, receiver.url(), "source.connected\nsource.lost", true);
    Service service = new Service().settled();
    scene.source("/fly", 7, "");
    scene.brief();
    service.work();
    assertThat(events(receiver)).containsExactly("source.connected");
    service.work();
    service.workFor(Watch.BREAK);
    assertThat(events(receiver)).containsExactly("source.connected", "source.lost");
  }

  @Test
  void thresholdOnAMountThatWasElsewhere_isReachedAnew() {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, receiver.url(), "listeners.threshold", false);
    MountName live = new MountName("/live");
    Service service = new Service();
    Change reached = new Change.Level(clock.instant(), "north", live, 1, 100, 104, true);
    service.others.addAll(
        List.of(reached, new Change.Elsewhere(clock.instant(), live, 1), reached));
    service.watcher.step(true);
    enable();
    service.work();
    assertThat(receiver.requests())
        .hasSize(2)
        .allSatisfy(request -> assertThat(request.body()).contains("\"state\":\"reached\""));
  }

  @Test
  void thresholdOfListeners_isToldByOneOfTwo_overAndUnder() {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    // Disabled for the service of the test, which sees other listeners.
    hook(1, 901, receiver.url(), "listeners.threshold", false);
    Service first = new Service();
    Service second = new Service();
    for (boolean above : List.of(true, false, true)) {
      Change change =
          new Change.Level(
              clock.instant(), "north", new MountName("/live"), 1, 100, above ? 104 : 80, above);
      first.others.add(change);
      second.others.add(change);
      first.watcher.step(true);
      second.watcher.step(true);
    }
    enable();
    first.work();
    assertThat(events(receiver)).hasSize(3);
    assertThat(receiver.requests().get(0).body())
        .contains("\"state\":\"reached\",\"threshold\":100,\"listeners\":104");
    assertThat(receiver.requests())
        .filteredOn(r -> r.body().contains("\"state\":\"left\""))
        .hasSize(1);
  }

  @Test
  void lockout_isToldToTheTenantOfTheUser_onceInTenMinutes() throws SQLException {
    Receiver north = receiver(request -> new Reply.Status(200));
    Receiver south = receiver(request -> new Reply.Status(200));
    hook(1, 901, north.url(), "login.lockout", true);
    hook(2, 902, south.url(), "login.lockout", true);
    run("update webhooks set mounts = '/live'");
    run(
        "insert into users (name, role, tenant_id, password_hash) values ('locked', 'dj', 901, 'x')");
    Service service = new Service();
    Address client = Address.parse("192.0.2.7").orElseThrow();
    for (String user : List.of("locked", "locked", "nobody", "admin")) {
      service.others.add(new Change.Lockout(clock.instant(), user, client));
    }
    service.work();
    assertThat(north.requests()).hasSize(1);
    assertThat(north.requests().getFirst().body())
        .contains("\"user\":\"locked\",\"address\":\"192.0.2.7\"")
        .doesNotContain("mount");
    clock.move(Duration.ofMinutes(10));
    service.others.add(new Change.Lockout(clock.instant(), "locked", client));
    service.work();
    assertThat(north.requests()).hasSize(2);
    assertThat(south.requests()).isEmpty();
  }

  @Test
  void lockoutAtAnIngest_isToldToTheTenantOfTheMount_byOneOfTwo_onceInTenMinutes() {
    Receiver north = receiver(request -> new Reply.Status(200));
    Receiver south = receiver(request -> new Reply.Status(200));
    hook(1, 901, north.url(), "login.lockout", true);
    hook(2, 902, south.url(), "login.lockout", true);
    Service first = new Service();
    Service second = new Service();
    for (String user : List.of("source", "other")) {
      Change change = guessed("/live", user);
      first.others.add(change);
      second.others.add(change);
    }
    first.work();
    second.work();
    assertThat(north.requests()).hasSize(1);
    assertThat(north.requests().getFirst().body())
        .contains("\"mount\":\"/live\"")
        .contains("\"user\":\"source\",\"address\":\"192.0.2.7\"");
    first.others.add(guessed("/other", "source"));
    first.work();
    assertThat(north.requests()).as("another mount").hasSize(2);
    clock.move(Duration.ofMinutes(10));
    first.others.add(guessed("/live", "source"));
    first.work();
    assertThat(north.requests()).hasSize(3);
    assertThat(south.requests()).isEmpty();
  }

  @Test
  void lockoutOnAMountThatNobodyHas_isToldToTheTenantThatWouldHaveIt() throws SQLException {
    Receiver north = receiver(request -> new Reply.Status(200));
    Receiver south = receiver(request -> new Reply.Status(200));
    hook(1, 901, north.url(), "login.lockout", true);
    hook(2, 902, south.url(), "login.lockout", true);
    run(
        "insert into users (name, role, tenant_id, password_hash) values ('locked', 'dj', 901, 'x')");
    Service service = new Service();
    scene.makers("north", "south");
    service.others.add(guessed("/free", "source"));
    service.work();
    assertThat(north.requests()).as("of two it is open which").isEmpty();
    service.others.add(guessed("/free", "south"));
    service.work();
    assertThat(south.requests()).as("that names itself").hasSize(1);
    service.others.add(guessed("/free", "locked"));
    service.work();
    assertThat(north.requests()).as("that has such a user").hasSize(1);
    clock.move(Duration.ofMinutes(10));
    scene.makers("south");
    service.others.add(guessed("/free", "source"));
    service.work();
    assertThat(south.requests()).as("the only one").hasSize(2);
    assertThat(north.requests()).hasSize(1);
  }

  @Test
  void lockoutsOfTwoTensOfMinutes_areOne_whenLessThanTenMinutesAreBetween() throws Exception {
    Receiver north = receiver(request -> new Reply.Status(200));
    hook(1, 901, north.url(), "login.lockout", true);
    Service first = new Service();
    Service second = new Service();
    clock.move(Duration.ofSeconds(590));
    Change early = guessed("/live", "source");
    clock.move(Duration.ofSeconds(20));
    Change late = guessed("/live", "source");
    first.others.add(early);
    first.work();
    second.others.add(late);
    second.work();
    assertThat(north.requests()).hasSize(1);
    clock.move(Duration.ofSeconds(580));
    second.others.add(guessed("/live", "source"));
    second.work();
    assertThat(north.requests()).as("ten minutes after the first").hasSize(2);
    run("delete from webhook_deliveries");
    second.others.add(late);
    second.work();
    first.others.add(early);
    first.work();
    assertThat(north.requests()).as("told by one that was behind").hasSize(3);
  }

  @Test
  void lockoutThatAnotherServiceIsJustTelling_isWaitedFor() throws SQLException {
    hook(1, 901, "http://127.0.0.1:1/", "login.lockout", true);
    Service first = new Service();
    Service second = new Service();
    clock.move(Duration.ofSeconds(590));
    Change.SourceLockout early = (Change.SourceLockout) guessed("/live", "source");
    clock.move(Duration.ofSeconds(20));
    second.others.add(guessed("/live", "source"));
    Teller teller = new Teller(changes, first.outbox, clock);
    Thread telling =
        changes.read(() -> {
          teller.add(early.of("north"));
          Thread other = Thread.ofPlatform().start(() -> second.watcher.step(true));
          Awaitility.await()
              .atMost(PATIENCE)
              .until(() ->
                  number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                      > 0);
          return other;
        });
    join(List.of(telling));
    assertThat(number("select count(*) from webhook_deliveries")).isOne();
  }

  private Change guessed(String mount, String user) {
    Address client = Address.parse("192.0.2.7").orElseThrow();
    return new Change.SourceLockout(clock.instant(), "", new MountName(mount), user, client);
  }
}
