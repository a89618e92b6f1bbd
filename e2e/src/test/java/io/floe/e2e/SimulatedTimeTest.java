package io.floe.e2e;

import static io.floe.e2e.Broadcasts.looped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the history looks like after a day, of a packaged admin service whose clock is moved by
 * libfaketime, on a real Postgres. The rest of the platform has the time of the machine.
 */
@EnabledIfSystemProperty(named = "floe.simulated", matches = "true")
class SimulatedTimeTest {

  private static final String MOUNT = "/simulated";
  private static final byte[] AUDIO = Numbered.seconds(1, 90);
  private static final int CROWD = 5;

  @TempDir Path temp;

  @Test
  void peakOfAMinute_isThereAfterADay_andThreeHoursWithoutAService_areAGapWhereTheyWere()
      throws Exception {
    Optional<Path> library = library();
    assumeTrue(library.isPresent(), "needs libfaketime");
    Path time = temp.resolve("time");
    Files.writeString(time, "+0");
    Map<String, String> clock =
        Map.of(
            "LD_PRELOAD",
            library.get().toString(),
            "FAKETIME_TIMESTAMP_FILE",
            time.toString(),
            "FAKETIME_NO_CACHE",
            "1",
            "DONT_FAKE_MONOTONIC",
            "1");
    try (Platform floe = Platform.start(1, 1, null);
        PacedSource source = looped(floe.ingest(1), MOUNT, AUDIO, Numbered.RATE)) {
      Instant began = Instant.now();
      try (SecondAdmin before = new SecondAdmin(floe, clock)) {
        crowdOfAMinute(floe, before);
        before.kill();
      }
      Instant ended = Instant.now();
      Files.writeString(time, "+3h");
      try (SecondAdmin after = new SecondAdmin(floe, clock)) {
        awaitMinutes(after, 2);
        Files.writeString(time, "+24h");
        awaitMinutes(after, 2);
        assertHistory(after.rest(), began, ended);
      }
      assertThat(source.ended()).isFalse();
    }
  }

  private static void crowdOfAMinute(Platform floe, SecondAdmin admin) {
    List<Recorder> crowd = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      crowd.add(new Recorder(floe.edge(1), MOUNT));
    }
    awaitMinutes(admin, 2);
    crowd.forEach(Recorder::close);
    awaitMinutes(admin, 1);
  }

  private static void awaitMinutes(SecondAdmin admin, int count) {
    double before = Platform.metric(admin.management(), "floe_history_minutes_total");
    await()
        .atMost(Duration.ofSeconds(60L * count + 90))
        .pollInterval(Duration.ofSeconds(1))
        .until(() ->
            Platform.metric(admin.management(), "floe_history_minutes_total") >= before + count);
  }

  private static void assertHistory(Rest rest, Instant began, Instant ended) {
    JsonNode minutes =
        rest.get("/insights/trend?step=minute&mount=%s&from=%s".formatted(MOUNT, began))
            .path("items");
    Instant outage = ended.plus(Duration.ofMinutes(2));
    Instant back = ended.plus(Duration.ofHours(3)).minus(Duration.ofMinutes(2));
    int highest = 0;
    int there = 0;
    int afterwards = 0;
    int nextDay = 0;
    for (JsonNode minute : minutes) {
      Instant at = Instant.parse(minute.path("at").asText());
      if (at.isBefore(outage)) {
        there++;
        highest = Math.max(highest, minute.path("peak").asInt());
      } else {
        assertThat(at).as("a minute that nobody saw: %s", minute).isAfterOrEqualTo(back);
        afterwards++;
        nextDay += at.isAfter(began.plus(Duration.ofHours(23))) ? 1 : 0;
        assertThat(minute.path("peak").asInt()).isZero();
      }
    }
    assertThat(there).as("minutes before: %s", minutes).isGreaterThanOrEqualTo(3);
    assertThat(highest).as("the peak, a day later: %s", minutes).isEqualTo(CROWD);
    assertThat(afterwards).as("minutes after: %s", minutes).isGreaterThanOrEqualTo(3);
    assertThat(nextDay).as("minutes of the next day: %s", minutes).isPositive();
  }

  private static Optional<Path> library() throws IOException {
    Path libraries = Path.of("/usr/lib");
    if (!Files.isDirectory(libraries)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(libraries)) {
      return folders
          .map(folder -> folder.resolve("faketime/libfaketime.so.1"))
          .filter(Files::isRegularFile)
          .findFirst();
    }
  }
}
