package io.floe.wire.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.wire.client.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queue of passwords, served by the test itself. */
@Timeout(20)
class PasswordQueueTest {

  private final AtomicLong nanos = new AtomicLong(TimeUnit.HOURS.toNanos(1));
  private final PasswordQueue queue = new PasswordQueue(nanos::get);
  private final List<String> ran = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  private void add(Address client, String name, boolean right) {
    queue.add(
        client,
        new PasswordQueue.Check() {
          @Override
          public boolean run() {
            ran.add(name);
            return right;
          }

          @Override
          public void refuse() {
            refused.add(name);
          }
        });
  }

  private static Address network(int number) {
    return Address.parse("2001:db8:" + Integer.toHexString(number) + "::1").orElseThrow();
  }

  /** A client that has guessed until it has to wait. */
  private Address guesser(int number) {
    Address client = network(number);
    for (int i = 1; i <= 5; i++) {
      assertThat(queue.failed(client)).isEqualTo(i == 5);
    }
    return client;
  }

  @Test
  void queueFullOfGuessers_leavesAPlaceToWhoHasGuessedNothing() throws Exception {
    for (int i = 0; i < PasswordQueue.MAX_WAITING; i++) {
      add(guesser(i), "guess", false);
    }
    Address encoder = Address.parse("192.0.2.7").orElseThrow();
    add(encoder, "first", true);
    add(encoder, "second", true);
    assertThat(refused).containsExactly("guess", "guess");
    assertThat(queue.waiting()).isEqualTo(PasswordQueue.MAX_WAITING);
    add(guesser(1_000), "another guess", false);
    assertThat(refused.getLast()).as("a guesser displaces nobody").isEqualTo("another guess");
    queue.runNext();
    queue.runNext();
    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void queueFullOfClients_isSharedByThem_andAGuesserTakesNothingFromThem() {
    Address studio = Address.parse("192.0.2.7").orElseThrow();
    for (int i = 0; i < PasswordQueue.MAX_WAITING; i++) {
      add(studio, "studio " + i, true);
    }
    add(guesser(1), "guess", false);
    assertThat(refused).containsExactly("guess");
    add(network(2), "other", true);
    assertThat(refused).containsExactly("guess", "studio 511");
    assertThat(queue.waiting()).isEqualTo(PasswordQueue.MAX_WAITING);
  }

  @Test
  void guesser_hasOneTurnInHalfASecond_evenWhileNothingIsKnownOfTheLastOne() throws Exception {
    Address client = guesser(1);
    add(client, "first", true);
    add(client, "second", true);
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
    queue.runNext();
    Address other = network(2);
    add(other, "other", true);
    queue.runNext();
    assertThat(ran).containsExactly("first", "other");
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(499));
    add(other, "other again", true);
    queue.runNext();
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
    queue.runNext();
    assertThat(ran).containsExactly("first", "other", "other again", "second");
  }

  @Test
  void guesses_areForgottenAfterAMinute() {
    Address client = guesser(1);
    assertThat(queue.throttled(client)).isTrue();
    assertThat(queue.throttled(network(2))).isFalse();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
    assertThat(queue.throttled(client)).isFalse();
    assertThat(queue.failed(client)).isFalse();
    assertThat(queue.throttled(client)).isFalse();
  }

  @Test
  void whatACheckThrows_isNobodysWrongPassword() {
    Address client = network(1);
    for (int i = 0; i < 6; i++) {
      queue.add(
          client,
          new PasswordQueue.Check() {
            @Override
            public boolean run() {
              throw new StackOverflowError("of the test");
            }

            @Override
            public void refuse() {}
          });
      assertThatThrownBy(queue::runNext).isInstanceOf(StackOverflowError.class);
    }
    assertThat(queue.throttled(client)).isFalse();
  }

  /** One of many networks that one customer of a provider has. */
  private static Address subnet(int number) {
    return Address.parse("2001:db8:99:" + Integer.toHexString(number) + "::1").orElseThrow();
  }

  @Test
  void queueFullOfOneOwnersNetworks_hasAPlaceAndTheNextTurnButOneForOthers() throws Exception {
    for (int i = 0; i < PasswordQueue.MAX_WAITING; i++) {
      add(subnet(i), "subnet " + i, false);
    }
    Address encoder = network(1);
    add(encoder, "encoder", true);
    assertThat(refused).containsExactly("subnet 511");
    add(subnet(1_000), "subnet 1000", false);
    assertThat(refused).as("its own crowd is as large").endsWith("subnet 1000");
    assertThat(queue.waiting()).isEqualTo(PasswordQueue.MAX_WAITING);
    queue.runNext();
    queue.runNext();
    assertThat(ran).containsExactly("subnet 0", "encoder");
  }

  @Test
  void queueFullOfStrangers_hasAPlaceAndTheNextTurnForWhoHasLoggedInWithinADay() throws Exception {
    Address encoder = Address.parse("192.0.2.7").orElseThrow();
    queue.succeeded(encoder);
    nanos.addAndGet(TimeUnit.HOURS.toNanos(23));
    for (int i = 0; i < PasswordQueue.MAX_WAITING; i++) {
      add(network(i), "stranger", false);
    }
    add(network(1_000), "one more", false);
    assertThat(refused).containsExactly("one more");
    add(encoder, "encoder", true);
    assertThat(refused).containsExactly("one more", "stranger");
    queue.runNext();
    assertThat(ran).containsExactly("encoder");

    add(network(1_001), "stranger", false);
    nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
    add(encoder, "a day later", true);
    assertThat(refused).endsWith("a day later");
  }

  @Test
  void whoHasLoggedIn_takesNoMoreThanTheirShareFromStrangers() throws Exception {
    Address known = network(1);
    queue.succeeded(known);
    for (int i = 0; i < PasswordQueue.MAX_WAITING; i++) {
      add(known, "known " + i, true);
    }
    add(network(2), "stranger", true);
    assertThat(refused).containsExactly("known 511");
    queue.runNext();
    queue.runNext();
    assertThat(ran).containsExactly("known 0", "stranger");
  }

  @Test
  void neighboursOfGuessers_areBehindOthers_andStillHaveTurns() throws Exception {
    for (int host = 1; host <= 4; host++) {
      for (int i = 0; i < 5; i++) {
        boolean ignored = queue.failed(Address.parse("192.0.2." + host).orElseThrow());
      }
    }
    Address neighbour = Address.parse("192.0.2.77").orElseThrow();
    assertThat(queue.throttled(neighbour)).isFalse();
    add(neighbour, "neighbour", true);
    for (int i = 0; i < 6; i++) {
      add(network(i), "stranger", true);
    }
    for (int i = 0; i < 3; i++) {
      queue.runNext();
    }
    assertThat(ran).containsExactly("stranger", "stranger", "neighbour");

    add(neighbour, "neighbour again", true);
    for (int i = 0; queue.waiting() < PasswordQueue.MAX_WAITING; i++) {
      add(network(100 + i), "stranger", true);
    }
    add(network(1_000), "newcomer", true);
    assertThat(refused).containsExactly("neighbour again");
  }

  @Test
  void anyOrderOfChecks_isAnsweredOnce_andNeverMoreWait() throws Exception {
    Random random = new Random(20261130);
    int asked = 0;
    for (int round = 0; round < 6_000; round++) {
      Address client =
          switch (random.nextInt(4)) {
            case 0 -> subnet(random.nextInt(600));
            case 1 -> network(random.nextInt(600));
            case 2 -> Address.parse("192.0.2." + random.nextInt(250)).orElseThrow();
            default -> network(1);
          };
      switch (random.nextInt(12)) {
        case 0 -> queue.succeeded(client);
        case 1 -> {
          boolean ignored = queue.failed(client);
        }
        case 2 -> {
          if (queue.waiting() > 0) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            queue.runNext();
          }
        }
        default -> add(client, "check " + asked++, random.nextBoolean());
      }
      assertThat(queue.waiting()).isLessThanOrEqualTo(PasswordQueue.MAX_WAITING);
      assertThat(queue.waiting() + ran.size() + refused.size()).isEqualTo(asked);
    }
    queue.close();
    assertThat(ran.size() + refused.size()).isEqualTo(asked);
    List<String> all = new ArrayList<>(ran);
    all.addAll(refused);
    assertThat(all).doesNotHaveDuplicates();
  }
}
