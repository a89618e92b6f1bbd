package io.floe.e2e;

import static io.floe.e2e.Broadcasts.assertOnePiece;
import static io.floe.e2e.Broadcasts.awaitHeard;
import static io.floe.e2e.Broadcasts.awaitMore;
import static io.floe.e2e.Broadcasts.looped;
import static io.floe.e2e.Broadcasts.source;
import static io.floe.e2e.Broadcasts.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * The control plane dies, in the middle of changes, and stays away for half a minute: nobody who
 * sends or listens notices, and afterwards all that was promised is there.
 */
class OutageTest {

  private static final int PARALLEL_CHANGES = 50;

  /**
   * Seconds without the database, and without admin too; {@code -Dfloe.outage.seconds=600} soaks.
   */
  private static final int DATABASE_AWAY = Integer.getInteger("floe.outage.seconds", 30);

  private static final int ADMIN_AWAY = DATABASE_AWAY - 5;

  private static final String ADMIN = LivePathTest.basic("admin", Platform.ADMIN_PASSWORD);

  private static final Percentage CLOSE = Percentage.withPercentage(1);
  private static final String COUNTED = "/counted";
  private static final int EARS = 3;
  private static final byte[] LOOP = Numbered.seconds(3, 60);

  private static final byte[] FIRST = Numbered.seconds(1, 370 + DATABASE_AWAY);
  private static final byte[] SECOND = Numbered.seconds(2, 170 + DATABASE_AWAY);

  @Test
  void databaseAndAdmin_mayDie() throws Exception {
    try (Platform floe = Platform.start(2, 2, null);
        Audience audience = new Audience(floe);
        PacedSource source = source(floe.ingest(1), "/steady", FIRST);
        Recorder listener = new Recorder(floe.edge(1), "/steady")) {
      Rest rest = floe.rest();
      rest.create(
          "/mounts", "{\"name\": \"/known\", \"tenant\": \"default\", \"password\": \"known-1\"}");
      awaitHeard(listener, 1, source);
      Set<String> promised = promisedUntil(rest, 0, () -> Fault.kill(floe.pid("admin")));
      awaitAll(floe);
      try (NoDatabase database = new NoDatabase(floe);
          EventFollower follower = new EventFollower(floe.admin(), "/api/v1/events", ADMIN)) {
        follower.hears("event: snapshot");
        promised.addAll(promisedUntil(rest, PARALLEL_CHANGES, database::begin));
        listener.forgetPauses();
        assertThat(rest.ask("GET", "/bans", "").status()).isEqualTo(503);
        title(floe, "Nobody%20writes%20this");
        follower.hears("\"title\":\"Nobody writes this\"");
        assertThat(follower.over()).as("who follows goes on without the database").isFalse();
        awaitMore(source, (DATABASE_AWAY - ADMIN_AWAY) * (long) Numbered.RATE);
        try (NoAdmin _ = new NoAdmin(floe)) {
          outage(floe, source);
        }
        assertThat(listener.longestPauseMillis()).as("pause in ms").isLessThan(2_500);
      }
      awaitAll(floe);
      Instant back = Instant.now();
      assertThat(networks(rest))
          .as("changes that were answered with success")
          .containsAll(promised);
      System.out.println(
          "of " + 2 * PARALLEL_CHANGES + " changes, promised and kept: " + promised.size());
      rest.create("/bans", "{\"network\": \"127.0.0.9\"}");
      for (int n = 1; n <= 2; n++) {
        int edge = floe.edge(n);
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> status("127.0.0.9", edge, "/steady") == 403);
      }
      awaitHeard(listener, 1, source);
      assertOnePiece(listener, 1);
      assertThat(source.ended()).isFalse();
      audience.isInTheHistory(rest, back);
    }
  }

  /** Listeners of a mount of their own, who stay through all of it. */
  private static final class Audience implements AutoCloseable {
    private final PacedSource source;
    private final Instant began = Instant.now();
    private final List<Ear> ears = new ArrayList<>();

    Audience(Platform floe) {
      source = looped(floe.ingest(1), COUNTED, LOOP, Numbered.RATE);
      awaitMore(source, Numbered.RATE);
      for (int i = 0; i < EARS; i++) {
        ears.add(new Ear(floe.edge(1), COUNTED, "Ear" + i));
      }
    }

    /**
     * Their traffic and time, whole; listeners at no time at which nobody could look, and since.
     */
    void isInTheHistory(Rest rest, Instant back) {
      // A source that ends before anybody has looked takes with it what it sent.
      await()
          .atMost(Duration.ofSeconds(150))
          .pollInterval(Duration.ofSeconds(1))
          .ignoreExceptions()
          .until(() -> rest.get("/insights/totals?mount=" + COUNTED).path("bytesIn").asLong() > 0);
      Instant ended = Instant.now();
      ears.forEach(Ear::close);
      source.close();
      long bytes = ears.stream().mapToLong(Ear::bytes).sum();
      double seconds = ears.stream().mapToDouble(Ear::seconds).sum();
      await()
          .atMost(Duration.ofSeconds(150))
          .pollInterval(Duration.ofSeconds(1))
          .ignoreExceptions()
          .untilAsserted(() -> {
            JsonNode totals = rest.get("/insights/totals?mount=" + COUNTED);
            assertThat((double) totals.path("bytesOut").asLong()).isCloseTo(bytes, CLOSE);
            assertThat((double) totals.path("bytesIn").asLong()).isCloseTo(source.sent(), CLOSE);
            assertThat(totals.path("listenerHours").asDouble() * 3600).isCloseTo(seconds, CLOSE);
          });
      JsonNode totals = rest.get("/insights/totals?mount=" + COUNTED);
      System.out.printf(
          "history: %d of %d bytes out, %d of %d in, through the outage%n",
          totals.path("bytesOut").asLong(), bytes, totals.path("bytesIn").asLong(), source.sent());
      assertThat(totals.path("visits").asInt()).isEqualTo(EARS);
      assertThat(totals.path("peak").asInt()).isEqualTo(EARS);
      long looked = 0;
      Instant newest = Instant.EPOCH;
      for (JsonNode point : rest.get("/insights/trend?mount=" + COUNTED).path("items")) {
        newest = Instant.parse(point.path("at").asText());
        looked += point.path("seconds").asInt();
      }
      assertThat(looked)
          .as("seconds in which somebody looked")
          .isPositive()
          .isLessThanOrEqualTo(Duration.between(began, ended).toSeconds() + 5 - ADMIN_AWAY);
      assertThat(newest).isAfterOrEqualTo(back.truncatedTo(ChronoUnit.MINUTES));
    }

    @Override
    public void close() {
      ears.forEach(Ear::close);
      source.close();
    }
  }

  private static void title(Platform floe, String song) {
    assertThat(
            Platform.get(
                    floe.ingest(1),
                    "/admin/metadata?mode=updinfo&mount=/steady&song=" + song,
                    "Authorization",
                    LivePathTest.basic("source", Platform.SOURCE_PASSWORD))
                .body())
        .contains("<return>1</return>");
  }

  private static void awaitAll(Platform floe) {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> floe.floe("status").exit() == 0);
  }

  /** What sources and listeners do while there is no admin and no database. */
  private static void outage(Platform floe, PacedSource source) {
    try (PacedSource known =
            new PacedSource(
                floe.ingest(2),
                "/known",
                "known-1",
                "audio/mpeg",
                SECOND,
                Numbered.RATE,
                Numbered.RATE,
                false);
        PacedSource onTheFly = source(floe.ingest(1), "/fresh", SECOND)) {
      for (int second = 0; second < ADMIN_AWAY; second++) {
        hear(floe.edge(1), "/steady", 1, source);
        switch (second) {
          case 2 -> hear(floe.edge(2), "/known", 2, known);
          case 4 -> restart(floe, "ingest-2", floe.management(2));
          case 6 -> restart(floe, "edge-2", floe.edgeManagement(2));
          default -> {}
        }
        awaitMore(source, Numbered.RATE / 2);
      }
      hear(floe.edge(2), "/fresh", 2, onTheFly);
    }
    try (PacedSource back =
        new PacedSource(
            floe.ingest(2),
            "/known",
            "known-1",
            "audio/mpeg",
            SECOND,
            Numbered.RATE,
            Numbered.RATE,
            false)) {
      hear(floe.edge(2), "/known", 2, back);
    }
  }

  /** Kills a service and waits until its successor serves, with what it finds on its disk. */
  private static void restart(Platform floe, String service, int management) {
    long before = floe.pid(service);
    Fault.kill(before);
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(notThereYet -> true)
        .until(() ->
            floe.pid(service) != before
                && Platform.get(management, "/q/health/ready").statusCode() == 200);
    assertThat(floe.log(service))
        .contains(" is ready")
        .as("it had to ask others")
        .doesNotContain("there is no config snapshot");
  }

  /** A listener comes, hears what is on the air, and goes. */
  private static void hear(int edge, String mount, int number, PacedSource source) {
    try (Recorder passer = new Recorder(edge, mount)) {
      awaitHeard(passer, number, source);
      assertOnePiece(passer, number);
    }
  }

  /** Makes changes in parallel and has them interrupted; returns those that were answered well. */
  private static Set<String> promisedUntil(Rest rest, int first, Runnable interruption) {
    Set<String> promised = new ConcurrentSkipListSet<>();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      ArrayList<Future<?>> changes = new ArrayList<>();
      for (int i = first; i < first + PARALLEL_CHANGES; i++) {
        String network = "198.51.100." + i;
        changes.add(
            writers.submit(() -> {
              Rest.Answer answer = rest.ask("POST", "/bans", "{\"network\": \"" + network + "\"}");
              if (answer.status() == 201) {
                promised.add(network);
              }
            }));
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> promised.size() >= 5);
      interruption.run();
      for (Future<?> change : changes) {
        // Answered, refused or cut off: all the same here.
        await().atMost(Duration.ofSeconds(30)).until(change::isDone);
      }
    }
    return promised;
  }

  private static Set<String> networks(Rest rest) {
    Set<String> networks = new TreeSet<>();
    for (JsonNode ban : rest.get("/bans?limit=200").get("items")) {
      networks.add(ban.get("network").asText());
    }
    return networks;
  }

  /** The database is killed, and its folder is missing until this is closed. */
  private static final class NoDatabase implements AutoCloseable {
    private final Path data;
    private final Path elsewhere;

    NoDatabase(Platform floe) {
      data = floe.data().resolve("postgres/data");
      elsewhere = floe.data().resolve("postgres/elsewhere");
    }

    void begin() {
      try {
        long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
        Files.move(data, elsewhere);
        Fault.kill(pid);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      if (Files.exists(elsewhere)) {
        Files.move(elsewhere, data);
      }
    }
  }

  /** Admin is killed, and its port taken by somebody else until this is closed. */
  private static final class NoAdmin implements AutoCloseable {
    private final ServerSocket intruder;

    NoAdmin(Platform floe) throws IOException {
      Fault.kill(floe.pid("admin"));
      intruder = new ServerSocket();
      InetSocketAddress port = new InetSocketAddress("127.0.0.1", floe.admin());
      await()
          .atMost(Duration.ofSeconds(2))
          .pollInterval(Duration.ofMillis(5))
          .ignoreExceptions()
          .until(() -> {
            intruder.bind(port);
            return true;
          });
    }

    @Override
    public void close() throws IOException {
      intruder.close();
    }
  }
}
