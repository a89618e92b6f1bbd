package io.floe.e2e;

import static io.floe.e2e.Broadcasts.looped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * The history of packaged services, against listeners and sources that record for themselves, while
 * an edge, an ingest and the admin service are killed. The edge comes back under its name, and
 * counts from 0 again.
 */
class HistoryTest {

  private static final String MOUNT = "/history";
  private static final Percentage CLOSE = Percentage.withPercentage(1);

  /** A killed ingest takes with it what has come in since its last beacon, once here. */
  private static final long UNSEEN = 2 * Numbered.RATE;

  private static final byte[] AUDIO = Numbered.seconds(1, 90);

  private final List<Ear> all = new ArrayList<>();

  private List<Ear> listen(int count, int port, String name) {
    List<Ear> ears = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ears.add(new Ear(port, MOUNT, name + (char) ('a' + i)));
    }
    all.addAll(ears);
    return ears;
  }

  @Test
  void history_isWhatListenersRecorded_throughKillsAndRestarts() {
    try (Platform floe = Platform.start(2, 2, null)) {
      Rest rest = floe.rest();
      PacedSource first = looped(floe.ingest(1), MOUNT, AUDIO, Numbered.RATE);
      List<Ear> one = listen(6, floe.edge(1), "One");
      listen(6, floe.edge(2), "Two");
      Instant steadyFrom = Instant.now().plusSeconds(3);
      sleepUntilMinutes(steadyFrom, 1);
      Instant steadyTo = Instant.now().minusSeconds(1);

      Fault.kill(floe.pid("edge-1"));
      await().atMost(Duration.ofSeconds(5)).until(() -> one.stream().allMatch(Ear::ended));
      listen(3, floe.edge(2), "One"); // the same clients again

      long before = floe.pid("admin");
      Programs.run(Duration.ofSeconds(5), "kill", "-TERM", "" + before).orFail();
      awaitAnother(floe, "admin", before);
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> Platform.get(floe.edgeManagement(1), "/q/health/ready").statusCode() == 200);
      listen(2, floe.edge(1), "Back");
      // An admin service looks some seconds after it is there; what dies before that it never saw.
      Broadcasts.awaitMore(first, 10L * Numbered.RATE);

      Fault.kill(floe.pid("ingest-1"));
      await().atMost(Duration.ofSeconds(5)).until(first::ended);
      PacedSource second = looped(floe.ingest(2), MOUNT, AUDIO, Numbered.RATE);
      Broadcasts.awaitMore(second, 5L * Numbered.RATE);
      // What a node that is dead has counted goes with an admin that dies before its minute is
      // over.
      double minutes = Platform.metric(floe.adminManagement(), "floe_history_minutes_total");
      await()
          .atMost(Duration.ofSeconds(120))
          .ignoreExceptions()
          .until(() ->
              Platform.metric(floe.adminManagement(), "floe_history_minutes_total") > minutes);
      long killed = floe.pid("admin");
      Fault.kill(killed);
      awaitAnother(floe, "admin", killed);
      Broadcasts.awaitMore(second, 45L * Numbered.RATE);
      all.stream().filter(ear -> !ear.ended()).forEach(Ear::close);
      second.close();
      compare(rest, steadyFrom, steadyTo, first.sent() + second.sent());
    }
  }

  private static void awaitAnother(Platform floe, String service, long before) {
    Rest rest = floe.rest();
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> floe.pid(service) != before && rest.ask("GET", "/me", "").status() == 200);
  }

  /** Waits for so many whole minutes behind that moment. */
  private static void sleepUntilMinutes(Instant from, int minutes) {
    Instant until =
        Instant.ofEpochSecond((from.getEpochSecond() / 60 + 1 + minutes) * 60).plusSeconds(2);
    await()
        .atMost(Duration.ofMinutes(minutes + 2L))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> Instant.now().isAfter(until));
  }

  private void compare(Rest rest, Instant steadyFrom, Instant steadyTo, long sent) {
    double seconds = all.stream().mapToDouble(Ear::seconds).sum();
    long bytes = all.stream().mapToLong(Ear::bytes).sum();
    String totals = "/insights/totals?mount=" + MOUNT;
    await()
        .atMost(Duration.ofSeconds(100))
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .untilAsserted(() -> {
          JsonNode now = rest.get(totals);
          assertThat((double) now.path("bytesOut").asLong()).isCloseTo(bytes, CLOSE);
          assertThat(now.path("bytesIn").asLong())
              .isBetween(sent - UNSEEN - sent / 100, sent + sent / 100);
          assertThat(sessions(rest).path(0).path("why").asText()).isEqualTo("closed");
        });
    JsonNode found = rest.get(totals);
    System.out.printf(
        "history: %d of %d bytes in, %d of %d out, %.1f of %.1f s listened, %d visits, %s%n",
        found.path("bytesIn").asLong(),
        sent,
        found.path("bytesOut").asLong(),
        bytes,
        found.path("listenerHours").asDouble() * 3600,
        seconds,
        found.path("visits").asLong(),
        found.path("days"));
    assertThat(found.path("listenerHours").asDouble() * 3600).isCloseTo(seconds, CLOSE);
    assertThat(found.path("visits").asInt()).isEqualTo(all.size());
    assertThat(found.path("peak").asInt()).isEqualTo(12);
    assertThat(clients(found)).as("clients").isEqualTo(14);
    steady(rest, steadyFrom, steadyTo);
    assertThat(sessions(rest)).hasSize(2);
    assertThat(sessions(rest).path(1).path("why").asText()).isIn("node lost", "replaced", "unseen");
    assertThat(rest.ask("GET", "/insights/trend?format=csv&mount=" + MOUNT, "").body())
        .startsWith("at,seconds,listeners");
  }

  private static JsonNode sessions(Rest rest) {
    return rest.get("/insights/sessions?mount=" + MOUNT).path("items");
  }

  /** Of one day, unless midnight has come in between. */
  private static int clients(JsonNode totals) {
    int most = 0;
    for (JsonNode day : totals.path("days")) {
      most = Math.max(most, day.path("clients").asInt());
    }
    return most;
  }

  /** Minutes in which nobody came or went. */
  private static void steady(Rest rest, Instant from, Instant to) {
    int minutes = 0;
    for (JsonNode point : rest.get("/insights/trend?mount=" + MOUNT).path("items")) {
      Instant at = Instant.parse(point.path("at").asText());
      if (!at.isBefore(from) && !at.plusSeconds(60).isAfter(to)) {
        minutes++;
        assertThat(point.path("seconds").asInt()).isGreaterThanOrEqualTo(58);
        assertThat(point.path("listeners").asDouble()).isEqualTo(12.0);
        assertThat((double) point.path("bytesOut").asLong())
            .isCloseTo(12.0 * 60 * Numbered.RATE, Percentage.withPercentage(5));
      }
    }
    assertThat(minutes).isPositive();
  }
}
