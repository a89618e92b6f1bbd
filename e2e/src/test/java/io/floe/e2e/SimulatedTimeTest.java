package io.floe.e2e;

import static io.floe.e2e.Broadcasts.looped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the history looks like after a day, of a packaged admin service whose clock is moved by
 * libfaketime, on a real Postgres. The rest of the platform has the time of the machine.
 */
class SimulatedTimeTest {

  private static final String MOUNT = "/simulated";
  private static final byte[] AUDIO = Numbered.seconds(1, 90);
  private static final int CROWD = 5;

  @TempDir Path temp;

  @Test
  void peakOfAMinute_isThereAfterADay_andThreeHoursWithoutAService_areAGapWhereTheyWere()
      throws Exception {
    Path time = temp.resolve("time");
    Files.writeString(time, "+0");
    // Debian's build mends waits on the monotonic clock for C libraries of long ago; with this one,
    // every wait of
    // a JVM would end at once.
    Map<String, String> clock =
        Map.of(
            "LD_PRELOAD",
            library().toString(),
            "FAKETIME_TIMESTAMP_FILE",
            time.toString(),
            "FAKETIME_NO_CACHE",
            "1",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1",
            "FAKETIME_FORCE_MONOTONIC_FIX",
            "0");
    try (Platform floe = Platform.start(1, 1, null);
        PacedSource source = looped(floe.ingest(1), MOUNT, AUDIO, Numbered.RATE)) {
      Instant began = Instant.now();
      Crowd crowd;
      try (SecondAdmin before = new SecondAdmin(floe, clock)) {
        crowd = crowd(floe, before);
        before.kill();
      }
      Instant ended = Instant.now();
      Files.writeString(time, "+3h");
      try (SecondAdmin after = new SecondAdmin(floe, clock)) {
        awaitMinutes(after, 1);
        Files.writeString(time, "+24h");
        // That which the clock left, and a whole one.
        awaitMinutes(after, 2);
        assertHistory(after.rest(), began, ended, crowd);
      }
      assertThat(source.ended()).isFalse();
    }
  }

  /** When there were listeners. */
  private record Crowd(Instant from, Instant to) {

    // What nodes say of a moment comes some beats later.
    private static final Duration BEATS = Duration.ofSeconds(5);

    /** Whether a minute that starts then surely has some of it. */
    boolean in(Instant minute) {
      return minute.isBefore(to.minus(BEATS)) && end(minute).isAfter(from.plus(BEATS));
    }

    /** Whether a minute that starts then surely has none of it. */
    boolean notIn(Instant minute) {
      return minute.isAfter(to.plus(BEATS)) || end(minute).isBefore(from);
    }

    private static Instant end(Instant minute) {
      return minute.plus(Duration.ofMinutes(1));
    }
  }

  private static Crowd crowd(Platform floe, SecondAdmin admin) {
    List<Recorder> crowd = new ArrayList<>();
    Instant from = Instant.now();
    for (int i = 0; i < CROWD; i++) {
      crowd.add(new Recorder(floe.edge(1), MOUNT));
    }
    awaitMinutes(admin, 1);
    crowd.forEach(Recorder::close);
    Instant to = Instant.now();
    awaitMinutes(admin, 2);
    return new Crowd(from, to);
  }

  private static void awaitMinutes(SecondAdmin admin, int count) {
    double before = Platform.metric(admin.management(), "floe_history_minutes_total");
    await()
        .atMost(Duration.ofSeconds(60L * count + 90))
        .pollInterval(Duration.ofSeconds(1))
        .until(() ->
            Platform.metric(admin.management(), "floe_history_minutes_total") >= before + count);
  }

  private static void assertHistory(Rest rest, Instant began, Instant ended, Crowd crowd) {
    JsonNode minutes =
        rest.get(
                "/insights/trend?step=minute&mount=%s&from=%s"
                    .formatted(MOUNT, began.truncatedTo(ChronoUnit.MINUTES)))
            .path("items");
    Instant outage = ended.plus(Duration.ofMinutes(2));
    Instant back = ended.plus(Duration.ofHours(3)).minus(Duration.ofMinutes(2));
    int peaks = 0;
    int without = 0;
    int afterwards = 0;
    int nextDay = 0;
    for (JsonNode minute : minutes) {
      Instant at = Instant.parse(minute.path("at").asText());
      if (at.isBefore(outage)) {
        int peak = minute.path("peak").asInt();
        if (crowd.in(at)) {
          peaks++;
          assertThat(peak).as("%s of %s", minute, crowd).isEqualTo(CROWD);
        } else if (crowd.notIn(at)) {
          without++;
          assertThat(peak).as("%s beside %s", minute, crowd).isZero();
        }
      } else {
        assertThat(at).as("a minute that nobody saw: %s", minute).isAfterOrEqualTo(back);
        afterwards++;
        nextDay += at.isAfter(began.plus(Duration.ofHours(23))) ? 1 : 0;
        assertThat(minute.path("peak").asInt()).isZero();
      }
    }
    assertThat(peaks).as("minutes with a crowd, a day later: %s", minutes).isPositive();
    assertThat(without).as("minutes without: %s", minutes).isPositive();
    assertThat(afterwards).as("minutes after: %s", minutes).isGreaterThanOrEqualTo(2);
    assertThat(nextDay).as("minutes of the next day: %s", minutes).isPositive();
  }

  private static Path library() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
      return folders
          .map(folder -> folder.resolve("faketime/libfaketime.so.1"))
          .filter(Files::isRegularFile)
          .findFirst()
          .orElseThrow(() -> new AssertionError("libfaketime is not there: install faketime"));
    }
  }
}
