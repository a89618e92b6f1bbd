package io.floe.wire.bus;

import static io.floe.wire.bus.Cluster.audio;
import static io.floe.wire.bus.Cluster.find;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floe.wire.bus.Cluster.Heard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the bus promises, between two nodes that stay. */
class ClusteredBusTest {

  private static final Cluster CLUSTER = new Cluster();
  private static ClusteredBus a;
  private static ClusteredBus b;

  @BeforeAll
  static void join() {
    a = CLUSTER.join("a");
    b = CLUSTER.join("b");
  }

  @AfterAll
  static void leave() {
    CLUSTER.close();
  }

  private static void onLoop(Bus bus, Runnable task) {
    bus.loop().execute(task);
  }

  @Test
  void ten_thousand_messages_arrive_in_order_and_are_written() {
    List<Message> heard = new ArrayList<>();
    AtomicInteger count = new AtomicInteger();
    AtomicInteger written = new AtomicInteger();
    long in = b.counters().bytesIn();
    b.receive((from, message) -> {
      if (message instanceof Message.Audio) {
        heard.add(message);
        count.incrementAndGet();
      }
    });
    onLoop(
        a,
        () -> {
          for (int i = 0; i < 10_000; i++) {
            a.send(
                b.self(),
                audio(i, 100),
                left -> {
                  if (left) {
                    written.incrementAndGet();
                  }
                });
          }
        });
    await().untilAsserted(() -> assertThat(count).hasValue(10_000));
    await().untilAsserted(() -> assertThat(written).hasValue(10_000));
    assertThat(heard.stream().map(m -> ((Message.Audio) m).chunk().sequence()))
        .containsExactlyElementsOf(LongStream.range(0, 10_000).boxed().toList());
    assertThat(b.counters().bytesIn() - in).isBetween(1_100_000L, 1_400_000L);
    assertThat(a.counters().bytesOut()).isGreaterThan(1_100_000L);
  }

  @Test
  void inbox_and_broadcast_keep_one_order() {
    List<String> heard = new CopyOnWriteArrayList<>();
    b.receive((from, message) -> {
      if (message instanceof Message.Retitle retitle && retitle.request() == 77) {
        heard.add(retitle.title());
      }
    });
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      sent.add("t" + i);
    }
    onLoop(
        a,
        () -> {
          for (int i = 0; i < sent.size(); i++) {
            Message message = new Message.Retitle(77, Cluster.STREAM.mount(), sent.get(i), "");
            if (i % 3 == 0) {
              a.broadcast(message);
            } else {
              a.send(b.self(), message);
            }
          }
        });
    await().untilAsserted(() -> assertThat(heard).hasSameSizeAs(sent));
    assertThat(heard).containsExactlyElementsOf(sent);
  }

  @Test
  void broadcast_reaches_the_sender_too() {
    List<Heard> atA = Cluster.listen(a);
    List<Heard> atB = Cluster.listen(b);
    a.broadcast(find("/everybody"));
    Heard expected = new Heard(a.self(), find("/everybody"));
    await().untilAsserted(() -> assertThat(atB).contains(expected));
    await().untilAsserted(() -> assertThat(atA).contains(expected));
  }

  @Test
  void message_to_oneself_is_delivered() {
    List<Heard> heard = Cluster.listen(a);
    CompletableFuture<Boolean> written = new CompletableFuture<>();
    a.send(a.self(), find("/self"), written::complete);
    await().untilAsserted(() -> assertThat(heard).contains(new Heard(a.self(), find("/self"))));
    assertThat(written).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
  }

  @Test
  void message_to_nobody_is_told_and_counted() {
    long unsent = a.counters().unsent();
    CompletableFuture<Boolean> written = new CompletableFuture<>();
    a.send(new NodeId("nobody"), find("/x"), written::complete);
    assertThat(written).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(false);
    assertThat(a.counters().unsent()).isEqualTo(unsent + 1);
  }

  @Test
  void sender_may_send_from_its_callback_for_ever() {
    AtomicInteger left = new AtomicInteger(20_000);
    AtomicBoolean inside = new AtomicBoolean();
    AtomicBoolean nested = new AtomicBoolean();
    CompletableFuture<Void> done = new CompletableFuture<>();
    Runnable[] next = new Runnable[1];
    next[0] =
        () -> {
          inside.set(true);
          a.send(
              b.self(),
              find("/chain"),
              written -> {
                nested.compareAndSet(false, inside.get());
                if (left.decrementAndGet() > 0) {
                  next[0].run();
                } else {
                  done.complete(null);
                }
              });
          inside.set(false);
        };
    onLoop(a, next[0]);
    assertThat(done).succeedsWithin(Duration.ofSeconds(30));
    assertThat(nested).isFalse();
  }

  @Test
  void everything_runs_on_one_thread() {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    b.receive((from, message) -> threads.add(Thread.currentThread()));
    onLoop(b, () -> threads.add(Thread.currentThread()));
    b.loop().after(Duration.ofMillis(1), () -> threads.add(Thread.currentThread()));
    b.send(a.self(), find("/t"), left -> threads.add(Thread.currentThread()));
    a.broadcast(find("/thread"));
    a.send(b.self(), find("/thread"));
    await().untilAsserted(() -> assertThat(threads).hasSizeGreaterThanOrEqualTo(5));
    assertThat(threads).containsOnly(threads.getFirst());
  }

  @Test
  void throwing_receiver_and_task_stop_nobody() {
    long failures = b.counters().failures();
    b.receive((from, message) -> {
      if (message.equals(find("/throw"))) {
        throw new IllegalStateException("expected by this test");
      }
    });
    List<Heard> heard = Cluster.listen(b);
    onLoop(
        b,
        () -> {
          throw new IllegalStateException("expected by this test");
        });
    a.send(b.self(), find("/throw"));
    a.send(b.self(), find("/after"));
    await()
        .untilAsserted(() ->
            assertThat(heard)
                .contains(
                    new Heard(a.self(), find("/throw")), new Heard(a.self(), find("/after"))));
    assertThat(b.counters().failures()).isEqualTo(failures + 2);
  }

  @Test
  void timer_repeats_after_a_failure_until_it_is_closed() {
    AtomicInteger fired = new AtomicInteger();
    Loop.Timer timer =
        a.loop()
            .every(
                Duration.ofMillis(5),
                () -> {
                  if (fired.incrementAndGet() == 1) {
                    throw new IllegalStateException("expected by this test");
                  }
                });
    await().untilAsserted(() -> assertThat(fired).hasValueGreaterThan(3));
    timer.close();
    timer.close();
    CompletableFuture<Integer> atClose = new CompletableFuture<>();
    onLoop(a, () -> atClose.complete(fired.get()));
    int last = atClose.join();
    await().during(50, TimeUnit.MILLISECONDS).untilAsserted(() -> assertThat(fired).hasValue(last));
  }

  @Test
  void closed_timer_never_fires() {
    AtomicBoolean fired = new AtomicBoolean();
    CompletableFuture<Void> later = new CompletableFuture<>();
    onLoop(
        a,
        () -> {
          Loop.Timer timer = a.loop().after(Duration.ofMillis(2), () -> fired.set(true));
          a.loop().after(Duration.ofMillis(20), () -> later.complete(null));
          timer.close();
        });
    a.loop().after(Duration.ofMillis(2), () -> fired.set(true)).close();
    assertThat(later).succeedsWithin(Duration.ofSeconds(5));
    assertThat(fired).isFalse();
  }
}
