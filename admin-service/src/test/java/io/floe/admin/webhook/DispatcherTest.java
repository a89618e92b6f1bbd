package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.admin.PostgresResource;
import io.floe.admin.store.DeliveryRow;
import io.floe.admin.store.WebhookRow;
import io.floe.admin.vault.Vault;
import io.floe.admin.webhook.Receiver.Reply;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What becomes of deliveries. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class DispatcherTest extends Services {

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
    hook(1, 901, "https://x.example/a-path", "source.lost", true);
    hook(2, 901, "https://x.example/", "source.lost", true);
    run("update webhooks set secret = '00000000.AAAA.AAAA' where id = 2");
    assertThat(Resealing.run(changes, vault)).as("of the present key").isZero();
    assertThat(text("select url from webhooks where id = 1"))
        .as("that an earlier release has left in clear")
        .isEqualTo("https://x.example/...");
    Vault rotated = new Vault(next, old);
    assertThat(Resealing.run(changes, rotated)).isEqualTo(1);
    String sealed = text("select secret from webhooks where id = 1");
    assertThat(new Vault(next, Optional.empty()).unseal(sealed, Dispatcher.place(1)))
        .isEqualTo(SECRET);
    String place = text("select sealed_url from webhooks where id = 1");
    assertThat(new Vault(next, Optional.empty()).unseal(place, Place.place(1)))
        .isEqualTo("https://x.example/a-path");
    assertThat(text("select secret from webhooks where id = 2")).isEqualTo("00000000.AAAA.AAAA");
    assertThat(Resealing.run(changes, rotated)).as("once").isZero();
    assertThat(Resealing.run(changes, new Vault(Optional.empty(), Optional.empty()))).isZero();
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
  void levelsThatWereLeftLongAgo_areForgotten() throws SQLException {
    hook(1, 901, "http://127.0.0.1:1/", "listeners.threshold", false);
    long old = clock.instant().minus(Outbox.KEPT).toEpochMilli();
    run(
        ("insert into told_levels (webhook_id, mount, above, turn) values (1, '/old', false, %d),"
                + " (1, '/lately', false, %d), (1, '/above', true, %d)")
            .formatted(old - 1, old, old - 1));
    new Service().outbox.sweep(clock.instant());
    assertThat(text("select string_agg(mount, ' ' order by mount) from told_levels"))
        .isEqualTo("/above /lately");
  }

  @Test
  void clock_isNotSetByASlowAnswer_unlessAllAreSlow() {
    AtomicInteger took = new AtomicInteger();
    AtomicInteger asked = new AtomicInteger();
    DatabaseClock database =
        new DatabaseClock(
            changes, () -> Instant.now().plusMillis(asked.incrementAndGet() % 2 * took.get()));
    asked.set(1); // the time before the answer is the true one, that after it is later
    database.look();
    took.set(8_000);
    for (int i = 0; i < 12; i++) {
      asked.set(1);
      database.look();
    }
    asked.set(1);
    assertThat(Duration.between(Instant.now(), database.instant()).abs())
        .isLessThan(Duration.ofSeconds(2));
    asked.set(1);
    database.look();
    asked.set(1);
    assertThat(Duration.between(Instant.now(), database.instant()).abs())
        .isGreaterThan(Duration.ofSeconds(2));
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
}
