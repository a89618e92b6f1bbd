package io.floe.bench.control;

import static io.floe.bench.live.MarkdownTable.number;

import io.floe.bench.live.MarkdownTable;
import io.floe.bench.server.Platform;
import io.floe.bench.server.Usage;
import io.floe.bench.swarm.Spread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sources that log in and a script that asks the admin service, while nobody and then while one
 * client guesses source passwords. Confined to one thread.
 */
final class Guesses {

  private static final int PER_SECOND = 100;
  private static final String GUESSER = "127.2.0.1";
  private static final String SOURCE = "127.3.0.1";

  private final Platform platform;
  private final Rest rest;
  private final Control.Setup setup;
  private final Consumer<String> progress;
  private final MarkdownTable table =
      new MarkdownTable(
          "bad logins per s",
          "answered 401, 403 or 503 at once",
          "other sources let in",
          "after ms p50 / p99 / max",
          "REST answers",
          "after ms p50 / p99 / max",
          "ingest, of a core",
          "admin, of a core");
  private int sources;

  Guesses(Platform platform, Rest rest, Control.Setup setup, Consumer<String> progress) {
    this.platform = platform;
    this.rest = rest;
    this.setup = setup;
    this.progress = progress;
  }

  String run() {
    measure(0);
    measure(PER_SECOND);
    measure(0);
    return table.toString();
  }

  private void measure(int perSecond) {
    progress.accept(perSecond + " bad logins per second");
    AtomicInteger sent = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    long end = System.nanoTime() + setup.window().toNanos();
    Thread guesser =
        Thread.ofPlatform().name("guesser").start(() -> guess(perSecond, end, sent, refused));
    List<Double> letIn = new ArrayList<>();
    List<Double> answered = new ArrayList<>();
    try (Usage ingest = new Usage(platform.pids("ingest-service"));
        Usage admin = new Usage(platform.pids("admin-service"))) {
      while (System.nanoTime() < end) {
        letIn.add(source());
        long asked = System.nanoTime();
        rest.send("GET", "mounts?limit=1", "");
        answered.add(millisSince(asked));
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      table.row(
          perSecond,
          refused + " of " + sent,
          letIn.size(),
          Spread.of(letIn).text(1),
          answered.size(),
          Spread.of(answered).text(1),
          number(2, ingest.ofOneCore()),
          number(2, admin.ofOneCore()));
    }
    try {
      guesser.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void guess(int perSecond, long end, AtomicInteger sent, AtomicInteger refused) {
    long next = System.nanoTime();
    while (perSecond > 0 && next < end) {
      int number = sent.incrementAndGet();
      Thread.ofVirtual()
          .start(() -> {
            try {
              int status =
                  Login.attempt(GUESSER, platform.ingestPort(), Control.MOUNT, "guess-" + number);
              if (status == 401 || status == 403 || status == 503) {
                refused.incrementAndGet();
              }
            } catch (IOException unanswered) {
              // Not counted as answered.
            }
          });
      next += 1_000_000_000L / perSecond;
      for (long left; (left = next - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(left);
      }
    }
  }

  /** How long a source waits until it may send, in ms. */
  private double source() {
    String mount = "/fly-" + ++sources;
    long asked = System.nanoTime();
    try {
      int status = Login.attempt(SOURCE, platform.ingestPort(), mount, Platform.password());
      if (status != 200) {
        throw new IllegalStateException("a source with the right password was answered " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a source with the right password was not answered", e);
    }
    return millisSince(asked);
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }
}
