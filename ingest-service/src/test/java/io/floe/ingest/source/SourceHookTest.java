package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.ingest.source.SourceCounters.Refusal;
import io.floe.testkit.HookServer;
import io.floe.testkit.RawClient;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.UrlAuth;
import io.floe.wire.report.Report.Lockout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources of a mount that asks a hook about them instead of a password, on real sockets. */
class SourceHookTest {

  private static final String HOOKED = Station.basic("me", "shown-to-the-hook");

  @TempDir Path folder;

  private final HookServer hook = new HookServer(HookServer.YES);
  private Station station;

  @BeforeEach
  void open() {
    station = new Station(folder);
    asks("/hook", 2_000, UrlAuth.WhenDown.DENY);
  }

  @AfterEach
  void close() {
    station.close();
    hook.close();
  }

  private void asks(String path, int timeoutMs, UrlAuth.WhenDown whenDown) {
    UrlAuth auth =
        new UrlAuth(null, null, hook.url(path), UrlAuth.USUAL_HEADER, timeoutMs, whenDown, 0);
    station.config.mount("/live", mount -> mount.with().auth(auth).build());
  }

  private RawClient source(String mount, String credentials) {
    return station
        .client()
        .send(
            "SOURCE " + mount + " HTTP/1.0\r\n" + credentials + "Content-Type: audio/mpeg\r\n\r\n");
  }

  @Test
  void source_isLetInByTheHook_whateverItsPassword() {
    try (RawClient client = source("/live", HOOKED)) {
      client.expect("HTTP/1.0 200 OK\r\n\r\n");
      station.live("/live");
    }
    assertThat(hook.request())
        .startsWith("POST /hook HTTP/1.1\r\n")
        .containsPattern(
            "\r\n\r\naction=stream_auth&mount=%2flive&ip=127%2e0%2e0%2e1&server=localhost&port=\\d+"
                + "&user=me&pass=shown%2dto%2dthe%2dhook$");
  }

  @Test
  void source_thatTheHookDoesNotKnow_is401_andALineOfTheLog() {
    hook.answer(body -> HookServer.NO);
    try (RawClient client = source("/live", Station.LIVE)) {
      assertThat(client.response().status()).isEqualTo(401);
    }
    assertThat(station.authLines(1).getFirst())
        .contains("Authentication failed for user 'source' from 127.0.0.1: wrong password");
    try (RawClient client = source("/open", Station.DEFAULT)) {
      client.expect("HTTP/1.0 200 OK\r\n\r\n");
    }
    assertThat(hook.waiting()).as("asked about /live alone").isEqualTo(1);
  }

  @Test
  void shoutcastSource_isAskedForToo() {
    station.config.set(
        station
            .config
            .current()
            .with()
            .shoutcastMount(new io.floe.wire.audio.MountName("/live"))
            .build());
    try (RawClient client = station.shoutcastClient()) {
      client.send("anything\r\n").expect("OK2\r\n");
    }
    assertThat(hook.request()).contains("&pass=anything");
  }

  @Test
  void stalledHook_delaysNobodyElse_andThenDoesWhatTheMountSays() {
    hook.answer(body -> HookServer.SILENCE);
    List<RawClient> stalled = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      stalled.add(source("/live", HOOKED));
    }
    long asked = System.nanoTime();
    try (RawClient other = source("/open", Station.DEFAULT)) {
      other.expect("HTTP/1.0 200 OK\r\n\r\n");
    }
    assertThat(System.nanoTime() - asked).isLessThan(1_500_000_000L);
    for (RawClient each : stalled) {
      assertThat(each.response().status()).isEqualTo(503);
      each.close();
    }
    asks("/allows", 500, UrlAuth.WhenDown.ALLOW);
    try (RawClient client = source("/live", HOOKED)) {
      client.expect("HTTP/1.0 200 OK\r\n\r\n");
    }
  }

  @Test
  void crowdBeforeASlowHook_takesNoMount_whateverIsDoneWhenItIsDown() {
    asks("/hook", 2_000, UrlAuth.WhenDown.ALLOW);
    station.config.trust("127.0.0.0/8");
    hook.answer(body ->
        CompletableFuture.supplyAsync(
                () -> HookServer.NO, CompletableFuture.delayedExecutor(600, TimeUnit.MILLISECONDS))
            .join());
    List<RawClient> crowd = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      crowd.add(source("/live", from("2001:db8:" + Integer.toHexString(i) + "::1") + HOOKED));
    }
    for (RawClient each : crowd) {
      assertThat(each.response().status()).isIn(401, 503);
      each.close();
    }
  }

  @Test
  void guesses_waitAsWrongPasswordsDo_andAreALockout() {
    station.config.trust("127.0.0.0/8");
    hook.answer(body -> HookServer.NO);
    String client = from("192.0.2.66");
    long began = 0;
    for (int guess = 1; guess <= 8; guess++) {
      if (guess == 5) {
        assertThat(station.lockouts.recent()).isEmpty();
        began = System.nanoTime();
      }
      try (RawClient guesser = source("/live", client + HOOKED)) {
        assertThat(guesser.response().status()).isEqualTo(401);
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as("three turns, half a second apart")
        .isGreaterThanOrEqualTo(Duration.ofMillis(1_500));
    assertThat(station.lockouts.recent())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("at")
        .containsExactly(new Lockout(1, 0, "me", "192.0.2.66", new MountName("/live")));
    hook.answer(body -> HookServer.YES);
    try (RawClient other = source("/live", from("192.0.2.67") + HOOKED)) {
      other.expect("HTTP/1.0 200 OK\r\n\r\n");
    }
    assertThat(station.authLines(8)).hasSize(8).allMatch(line -> line.contains("192.0.2.66: "));
  }

  @Test
  void clientThatAsksAndAsks_hasFourPlaces_andOthersHaveTheirs() {
    asks("/hook", 8_000, UrlAuth.WhenDown.DENY);
    station.config.trust("127.0.0.0/8");
    hook.answer(body -> body.contains("192%2e0%2e2%2e66") ? HookServer.SILENCE : HookServer.YES);
    List<RawClient> flood = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      flood.add(source("/live", from("192.0.2.66") + HOOKED));
    }
    Awaitility.await().until(() -> station.counters.refused(Refusal.LIMIT) == 26);
    assertThat(hook.waiting()).isEqualTo(SourceHook.MOST_AT_ONCE);
    try (RawClient other = source("/live", from("192.0.2.67") + HOOKED)) {
      other.expect("HTTP/1.0 200 OK\r\n\r\n");
    }
    flood.forEach(RawClient::close);
  }

  private static String from(String client) {
    return "X-Forwarded-For: " + client + "\r\n";
  }

  @Test
  void titles_takePasswordsAsBefore() {
    try (RawClient client = source("/live", HOOKED)) {
      client.expect("HTTP/1.0 200 OK\r\n\r\n");
      station.live("/live");
      assertThat(hook.request()).contains("stream_auth");
      try (RawClient titles = station.client()) {
        titles.send(
            "GET /admin/metadata?mode=updinfo&mount=/live&song=x HTTP/1.1\r\n"
                + Station.LIVE
                + "\r\n");
        assertThat(new String(titles.response().body(), StandardCharsets.UTF_8))
            .contains("<return>1</return>");
      }
      assertThat(hook.waiting()).isZero();
    }
  }
}
