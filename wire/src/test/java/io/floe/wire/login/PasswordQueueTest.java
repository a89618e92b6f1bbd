package io.floe.wire.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.client.Address;
import java.util.ArrayList;
import java.util.List;
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
}
