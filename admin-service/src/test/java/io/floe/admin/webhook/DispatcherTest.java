package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.floe.admin.PostgresResource;
import io.floe.admin.publish.Changes;
import io.floe.admin.store.DeliveryRow;
import io.floe.admin.store.WebhookRow;
import io.floe.admin.vault.Vault;
import io.floe.admin.webhook.Receiver.Reply;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.floe.wire.client.CidrSet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Admin services side by side on one real database, against receivers that do what they like. Their
 * clock stands in a year of its own, so that the service of the test has nothing to do with it.
 */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class DispatcherTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String SECRET = "a-secret-of-a-receiver";

  @Inject AgroalDataSource source;
  @Inject Changes changes;
  @Inject ObjectMapper json;
  @Inject Vault vault;
  @Inject Vertx vertx;
  @Inject Webhooks webhooks;

  private final SetClock clock = new SetClock();
  private final Scene scene = new Scene();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  @BeforeEach
  void open() throws SQLException {
    // What it has seen before it looks is none of its business any more.
    Awaitility.await().atMost(Duration.ofSeconds(90)).until(webhooks::looking);
    run("delete from tenants", "delete from told_streams");
    run(
        "insert into tenants (id, name, create_mounts) values (901, 'north', true), (902, 'south', true)");
  }

  @AfterEach
  void close() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
    run("delete from tenants", "delete from told_streams");
  }

  /** One admin service. */
  private final class Service {
    final Counters counters = new Counters();
    final HttpClient http = Webhooks.client(vertx);
    final Names names = new Names(InetAddress::getAllByName);
    final List<Change> others = new ArrayList<>();
    final Outbox outbox;
    final Dispatcher dispatcher;
    final Watcher watcher;

    Service() {
      parts.push(names);
      parts.push(() -> http.close().toCompletionStage().toCompletableFuture().join());
      Sender sender =
          new Sender(
              http,
              names,
              new Guard(CidrSet.parse(List.of("127.0.0.1"))),
              clock,
              "test",
              Duration.ofSeconds(5));
      outbox = new Outbox(changes, json, new Backoff(new Random(1)), counters);
      dispatcher = new Dispatcher(outbox, sender, vault, clock, counters, () -> {});
      Teller teller = new Teller(changes, outbox, clock);
      watcher = new Watcher(scene, changes, teller, this::taken, clock, counters);
    }

    private List<Change> taken() {
      List<Change> all = List.copyOf(others);
      others.clear();
      return all;
    }

    /** Until it has been here long enough to look. */
    Service settled() {
      watcher.step(true);
      clock.move(Watcher.SETTLE);
      watcher.step(true);
      return this;
    }

    /** Looks and sends until nothing is left to do at this moment. */
    void work() {
      watcher.step(true);
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> {
            dispatcher.step();
            return dispatcher.inHand() == 0;
          });
    }

    /** Looks until changes that take a moment are seen, and sends. */
    void workFor(Duration time) {
      work();
      clock.move(time);
      work();
    }
  }

  @Test
  void receiverThatFails_isTriedAgain_untilItTakesTheEvent() throws SQLException {
    AtomicInteger answers = new AtomicInteger();
    Receiver receiver =
        receiver(request ->
            switch (answers.getAndIncrement()) {
              case 0 -> new Reply.Status(500);
              case 1 -> new Reply.Hangup();
              default -> new Reply.Status(200);
            });
    hook(1, 901, receiver.url(), "source.connected", true);
    Service service = new Service().settled();
    scene.source("/live", 7, "First");
    service.work();
    assertThat(receiver.requests()).hasSize(1);
    assertThat(text("select error from webhook_deliveries")).isEqualTo("answered 500");
    service.work();
    assertThat(receiver.requests()).as("not before its time").hasSize(1);
    clock.move(Duration.ofSeconds(7));
    service.work();
    assertThat(receiver.requests()).hasSize(2);
    assertThat(text("select error from webhook_deliveries")).contains("connection");
    clock.move(Duration.ofSeconds(7));
    service.work();
    assertThat(receiver.requests()).as("twice as long now").hasSize(2);
    clock.move(Duration.ofSeconds(7));
    service.work();
    assertThat(receiver.requests()).hasSize(3);
    assertThat(text("select state || attempts || status from webhook_deliveries"))
        .isEqualTo("DELIVERED3200");
    assertThat(receiver.requests())
        .extracting(request -> request.header("Floe-Delivery"))
        .containsOnly(receiver.requests().getFirst().header("Floe-Delivery"));
    assertThat(receiver.requests())
        .extracting(Receiver.Request::body)
        .containsOnly(receiver.requests().getFirst().body());
    for (Receiver.Request request : receiver.requests()) {
      assertThat(request.header("Floe-Signature"))
          .matches("t=\\d+,v1=[0-9a-f]{64}")
          .isEqualTo(signatureOf(request));
    }
    assertThat(receiver.requests().getFirst().body())
        .contains("\"event\":\"source.connected\"")
        .contains("\"tenant\":\"north\"")
        .contains("\"mount\":\"/live\"")
        .contains("\"title\":\"First\"");
  }

  @Test
  void receiverThatNeverTakesIt_isGivenUpAfterADay() throws SQLException {
    Receiver receiver = receiver(request -> new Reply.Status(503));
    hook(1, 901, receiver.url(), "source.connected", true);
    Service service = new Service().settled();
    scene.source("/live", 7, "");
    for (int hours = 0; hours < 60; hours++) {
      service.work();
      clock.move(Duration.ofMinutes(40));
      service.outbox.sweep(clock.instant());
    }
    assertThat(text("select state from webhook_deliveries")).isEqualTo("FAILED");
    int attempts = receiver.requests().size();
    assertThat(attempts).isBetween(15, 40);
    clock.move(Duration.ofDays(1));
    service.work();
    assertThat(receiver.requests()).hasSize(attempts);
    clock.move(Duration.ofDays(14));
    service.outbox.sweep(clock.instant());
    assertThat(number("select count(*) from webhook_deliveries")).isZero();
  }

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
  void deliveryOfAServiceThatDied_isMadeByAnotherOnceItsLeaseIsOver() throws SQLException {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, receiver.url(), "source.connected", true);
    Service dies = new Service().settled();
    scene.source("/live", 7, "");
    dies.watcher.step(true);
    assertThat(dies.outbox.take(clock.instant(), List.of(), 10)).hasSize(1);
    Service other = new Service();
    other.work();
    assertThat(receiver.requests()).isEmpty();
    clock.move(Outbox.LEASE);
    other.work();
    assertThat(receiver.requests()).hasSize(1);
    assertThat(text("select state || attempts from webhook_deliveries")).isEqualTo("DELIVERED2");
  }

  @Test
  void slowReceiver_delaysNobodyElse_notOfItsTenantAndNotOfOthers() {
    Receiver slow = receiver(request -> new Reply.Silence());
    Receiver quick = receiver(request -> new Reply.Status(200));
    hook(1, 901, slow.url(), "source.connected", true);
    hook(2, 901, quick.url(), "source.connected", true);
    for (int i = 3; i < 13; i++) {
      hook(i, 902, slow.url(), "source.connected", true);
    }
    Service service = new Service().settled();
    for (int i = 1; i <= 20; i++) {
      scene.source("/m" + i, i, "");
    }
    service.watcher.step(true);
    changes.read(() -> {
      Event event = Event.of(EventKind.SOURCE_CONNECTED, clock.instant(), "south", "/s", Map.of());
      for (int i = 0; i < 20; i++) {
        service.outbox.add(EventKind.SOURCE_CONNECTED, event, "key" + i, clock.instant());
      }
      return event;
    });
    Awaitility.await()
        .atMost(Duration.ofSeconds(4)) // less than the slow one is waited for
        .pollInterval(Duration.ofMillis(10))
        .until(() -> {
          service.dispatcher.step();
          return quick.requests().size() == 20;
        });
    assertThat(service.dispatcher.inHand())
        .as("of a webhook two, of a tenant eight")
        .isLessThan(13);
    assertThat(service.counters.underWay()).isLessThan(13);
    assertThat(slow.requests().size()).isLessThanOrEqualTo(10);
  }

  @Test
  void queueOfAWebhook_isBounded_andWhatIsDroppedIsCounted() throws SQLException {
    hook(1, 901, "http://127.0.0.1:1/", "source.connected", true);
    Service service = new Service();
    changes.read(() -> {
      for (int i = 0; i < Outbox.MOST_WAITING + 5; i++) {
        Event event =
            Event.of(EventKind.SOURCE_CONNECTED, clock.instant(), "north", "/m", Map.of());
        service.outbox.add(1, event, "key" + i, clock.instant());
      }
      return service;
    });
    assertThat(number("select count(*) from webhook_deliveries where state = 'DROPPED'"))
        .isEqualTo(5);
    assertThat(text("select max(event_key) from webhook_deliveries where state = 'DROPPED'"))
        .isEqualTo("key4");
    List<Double> dropped = new ArrayList<>();
    service.counters.each((name, what, tag, word, value) -> {
      if (word.equals("dropped")) {
        dropped.add(value.applyAsDouble(service.counters));
      }
    });
    assertThat(dropped).containsExactly(5.0);
  }

  @Test
  void disabledWebhook_isTriedAgainWhenItIsEnabled_andHearsNothingNewMeanwhile()
      throws SQLException {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, receiver.url(), "source.connected", true);
    Service service = new Service().settled();
    scene.source("/live", 7, "");
    service.watcher.step(true);
    run("update webhooks set enabled = false");
    scene.source("/other", 8, "");
    service.work();
    assertThat(receiver.requests()).isEmpty();
    run("update webhooks set enabled = true");
    service.work();
    assertThat(receiver.requests()).hasSize(1);
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
  void secretOfAnotherKey_isSaid_andNothingIsSent() throws SQLException {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, receiver.url(), "source.connected", true);
    run("update webhooks set secret = '00000000.AAAA.AAAA'");
    Service service = new Service().settled();
    scene.source("/live", 7, "");
    service.work();
    assertThat(receiver.requests()).isEmpty();
    assertThat(text("select state || ' ' || error from webhook_deliveries"))
        .startsWith("WAITING not sent")
        .contains("FLOE_SECRET_KEY_OLD");
  }

  @Test
  void secrets_areSealedWithTheNewKey_whereTheOldOneIsGiven() throws Exception {
    Optional<String> old = Optional.of(Base64.getEncoder().encodeToString(new byte[32]));
    byte[] bytes = new byte[32];
    new Random(9).nextBytes(bytes);
    Optional<String> next = Optional.of(Base64.getEncoder().encodeToString(bytes));
    hook(1, 901, "https://x.example/", "source.lost", true);
    hook(2, 901, "https://x.example/", "source.lost", true);
    run("update webhooks set secret = '00000000.AAAA.AAAA' where id = 2");
    assertThat(Resealing.run(changes, vault)).as("of the present key").isZero();
    Vault rotated = new Vault(next, old);
    assertThat(Resealing.run(changes, rotated)).isEqualTo(1);
    String sealed = text("select secret from webhooks where id = 1");
    assertThat(new Vault(next, Optional.empty()).unseal(sealed, Dispatcher.place(1)))
        .isEqualTo(SECRET);
    assertThat(text("select secret from webhooks where id = 2")).isEqualTo("00000000.AAAA.AAAA");
    assertThat(Resealing.run(changes, rotated)).as("once").isZero();
    assertThat(Resealing.run(changes, new Vault(Optional.empty(), Optional.empty()))).isZero();
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
  void whatWasDroppedInHand_andTaken_isDelivered() throws SQLException {
    hook(1, 901, "http://127.0.0.1:1/", "source.connected", true);
    Service service = new Service().settled();
    scene.source("/live", 7, "");
    service.watcher.step(true);
    Outbox.Job job = service.outbox.take(clock.instant(), List.of(), 10).getFirst();
    run("update webhook_deliveries set state = 'DROPPED', next_at = null");
    var _ = service.outbox.note(job, new Outcome.Failed("x"), clock.instant(), false);
    assertThat(text("select state from webhook_deliveries")).isEqualTo("DROPPED");
    var _ = service.outbox.note(job, new Outcome.Delivered(200), clock.instant(), false);
    assertThat(text("select state from webhook_deliveries")).isEqualTo("DELIVERED");
  }

  @Test
  void testThatNobodyFinished_isNotTriedAgain() throws SQLException {
    Receiver receiver = receiver(request -> new Reply.Status(200));
    hook(1, 901, receiver.url(), "source.connected", true);
    Service service = new Service();
    changes.read(() -> {
      Event event = Event.of(EventKind.TEST, clock.instant(), "north", null, Map.of());
      return service.outbox.first(WebhookRow.findById(1L), event, clock.instant());
    });
    clock.move(Outbox.LEASE.plusSeconds(1));
    service.work();
    service.outbox.sweep(clock.instant());
    assertThat(receiver.requests()).isEmpty();
    assertThat(text("select state from webhook_deliveries")).isEqualTo("FAILED");
  }

  @Test
  void logOfAWebhook_isTrimmedFromItsOldEnd_andWhatWaitsStays() throws SQLException {
    hook(1, 901, "http://127.0.0.1:1/", "source.connected", true);
    hook(2, 901, "http://127.0.0.1:1/", "source.connected", true);
    run(
        "insert into webhook_deliveries (webhook_id, event_key, event, body, state, attempts, created_at)"
            + " select w, 'key' || i, 'source.lost', '{}', case i when 1 then 'WAITING' else 'DELIVERED' end, 1, now()"
            + " from generate_series(1, 6) i, generate_series(1, 2) w");
    assertThat(changes.read(() -> DeliveryRow.trim(1, 3))).isEqualTo(2);
    assertThat(
            text(
                "select string_agg(event_key, ' ' order by id) from webhook_deliveries where webhook_id = 1"))
        .isEqualTo("key1 key4 key5 key6");
    assertThat(number("select count(*) from webhook_deliveries where webhook_id = 2")).isEqualTo(6);
    assertThat(changes.read(() -> DeliveryRow.trim(1, 3))).isZero();
  }

  @Test
  void clocksOfServices_thatDiffer_areOneByTheDatabase() {
    DatabaseClock late = new DatabaseClock(changes, () -> Instant.now().minusSeconds(40));
    DatabaseClock early = new DatabaseClock(changes, () -> Instant.now().plusSeconds(40));
    late.look();
    early.look();
    assertThat(Duration.between(late.instant(), early.instant()).abs())
        .isLessThan(Duration.ofSeconds(2));
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

  private void enable() {
    try {
      run("update webhooks set enabled = true, events = 'source.lost'");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> events(Receiver receiver) {
    return receiver.requests().stream().map(request -> request.header("Floe-Event")).toList();
  }

  private static String signatureOf(Receiver.Request request) {
    String header = request.header("Floe-Signature");
    long at = Long.parseLong(header.substring(2, header.indexOf(',')));
    return Signature.of(
        SECRET, Instant.ofEpochSecond(at), request.body().getBytes(StandardCharsets.UTF_8));
  }

  private Receiver receiver(Function<Receiver.Request, Reply> answer) {
    Receiver made = new Receiver(answer);
    parts.push(made);
    return made;
  }

  private void hook(long id, long tenant, String url, String events, boolean enabled) {
    try {
      run(
          "insert into webhooks (id, tenant_id, url, events, enabled, secret, created_at) values"
              + " (%d, %d, '%s', '%s', %b, '%s', now())"
                  .formatted(
                      id, tenant, url, events, enabled, vault.seal(SECRET, Dispatcher.place(id))));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void join(List<Thread> threads) {
    for (Thread each : threads) {
      try {
        assertThat(each.join(PATIENCE)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run(String... statements) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private String text(String query) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      assertThat(found.next()).isTrue();
      return found.getString(1);
    }
  }

  private long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }
}
