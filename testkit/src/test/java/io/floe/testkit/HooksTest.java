package io.floe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.UrlAuth;
import io.floe.wire.hook.HookAnswer;
import io.floe.wire.hook.HookForm;
import io.floe.wire.hook.HookRequest;
import io.floe.wire.hook.Hooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hooks that answer, refuse, stall and are not there, on real sockets. */
class HooksTest {

  private static final MountName LIVE = new MountName("/live");

  private final Hooks hooks = new Hooks();
  private final List<HookServer> servers = new ArrayList<>();

  private HookServer server(String answer) {
    HookServer made = new HookServer(answer);
    servers.add(made);
    return made;
  }

  @AfterEach
  void close() {
    hooks.close();
    servers.forEach(HookServer::close);
  }

  private static UrlAuth auth(int timeoutMs, int cacheMs) {
    return new UrlAuth(
        null, null, null, UrlAuth.USUAL_HEADER, timeoutMs, UrlAuth.WhenDown.DENY, cacheMs);
  }

  private CompletableFuture<HookAnswer> ask(String url, UrlAuth auth, String body) {
    return ask(LIVE, url, auth, body);
  }

  private CompletableFuture<HookAnswer> ask(
      MountName mount, String url, UrlAuth auth, String body) {
    CompletableFuture<HookAnswer> answer = new CompletableFuture<>();
    hooks.ask(new HookRequest(mount, url, body, "u", "p", body, auth), answer::complete);
    return answer;
  }

  private HookAnswer answer(String url, int timeoutMs) {
    return ask(url, auth(timeoutMs, 0), "action=x").orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void form_isEscapedAsIcecastDoes() {
    assertThat(
            new HookForm("listener_add")
                .with("mount", "/auth.mp3?token=a%20b&x=1")
                .with("user", "J\u00f8rgen")
                .with("pass", "")
                .toString())
        .isEqualTo(
            "action=listener_add&mount=%2fauth%2emp3%3ftoken%3da%2520b%26x%3d1&user=J%c3%b8rgen&pass=");
  }

  @Test
  void request_hasTheHeadersOfIcecast_andTheCredentialsOfTheClient() {
    HookServer server = server(HookServer.YES);
    assertThat(answer(server.url("/hook?key=k"), 2_000))
        .isEqualTo(new HookAnswer.Admitted(Long.MAX_VALUE));
    assertThat(server.request())
        .startsWith("POST /hook?key=k HTTP/1.1\r\n")
        .contains("User-Agent: Icecast 2.4.4\r\n")
        .contains("Content-Type: application/x-www-form-urlencoded\r\n")
        .contains("Authorization: Basic dTpw\r\n")
        .endsWith("\r\n\r\naction=x");
  }

  @Test
  void answers_areReadFromTheirHeaders() {
    HookServer server = server(HookServer.NO);
    assertThat(answer(server.url("/"), 2_000)).isEqualTo(new HookAnswer.Denied(""));
    server.answer(body -> "HTTP/1.1 403 No\r\nIcecast-Auth-Message: not today\r\n\r\n");
    assertThat(answer(server.url("/"), 2_000)).isEqualTo(new HookAnswer.Denied("not today"));
    server.answer(body ->
        "HTTP/1.1 200 OK\r\nIcecast-Auth-User: 1\r\nicecast-auth-timelimit: 20\r\n\r\nbody");
    assertThat(answer(server.url("/"), 2_000)).isEqualTo(new HookAnswer.Admitted(20_000));
    server.answer(body -> "HTTP/1.1 200 OK\r\nicecast-auth-user: 0\r\n\r\n");
    assertThat(answer(server.url("/"), 2_000)).isEqualTo(new HookAnswer.Denied(""));
    server.answer(body -> "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n");
    assertThat(answer(server.url("/"), 2_000))
        .as("not followed")
        .isEqualTo(new HookAnswer.Denied(""));
  }

  @Test
  void timeOfAnAnswer_isReadAsIcecastDoes() {
    HookServer server = server(HookServer.NO);
    for (var each :
        java.util.Map.of("0", 0L, "060", 60_000L, "12.5", 12_000L, "99999999999", Long.MAX_VALUE)
            .entrySet()) {
      server.answer(body ->
          "HTTP/1.1 200 OK\r\nicecast-auth-user: 1\r\nicecast-auth-timelimit: "
              + each.getKey()
              + "\r\n\r\n");
      assertThat(answer(server.url("/"), 2_000))
          .as(each.getKey())
          .isEqualTo(new HookAnswer.Admitted(each.getValue()));
    }
  }

  @Test
  void bodyThatIsLong_orNeverEnds_takesNothingFromTheAnswer() {
    HookServer server = server(HookServer.YES);
    server.answer(body -> HookServer.YES + "x".repeat(1 << 20));
    assertThat(answer(server.url("/"), 2_000)).isInstanceOf(HookAnswer.Admitted.class);
    server.stayOpen();
    server.answer(body -> "HTTP/1.1 403 No\r\nContent-Length: 1000000\r\n\r\nx");
    assertThat(answer(server.url("/"), 2_000)).isEqualTo(new HookAnswer.Denied(""));
  }

  @Test
  void tooManyWhoAsk_areNotTakenForAHookThatIsDown() {
    HookServer stalled = server(HookServer.SILENCE);
    List<CompletableFuture<HookAnswer>> waiting = new ArrayList<>();
    for (int i = 0; i < 16 + 256; i++) {
      waiting.add(ask(stalled.url("/"), auth(3_000, 0), "n=" + i));
    }
    assertThat(ask(stalled.url("/"), auth(3_000, 0), "more"))
        .isCompletedWithValue(new HookAnswer.Busy(false));
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void whoIsTooLateBecauseOfACrowd_isNotToldThatTheHookIsDown() {
    HookServer slow = server(HookServer.YES);
    slow.answer(body -> after(Duration.ofMillis(600), HookServer.YES));
    List<CompletableFuture<HookAnswer>> crowd = new ArrayList<>();
    for (int i = 0; i < 270; i++) {
      crowd.add(ask(slow.url("/"), auth(2_000, 0), "n=" + i));
    }
    List<HookAnswer> answers =
        crowd.stream().map(each -> each.orTimeout(10, TimeUnit.SECONDS).join()).toList();
    assertThat(answers)
        .hasAtLeastOneElementOfType(HookAnswer.Admitted.class)
        .as("never sent")
        .contains(new HookAnswer.Busy(false))
        .as("sent too late")
        .contains(new HookAnswer.Busy(true))
        .noneMatch(HookAnswer.Down.class::isInstance);
  }

  private static String after(Duration time, String answer) {
    return CompletableFuture.supplyAsync(
            () -> answer, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS))
        .join();
  }

  @Test
  void hookThatStallsForOneMount_delaysNoOther_andRestsForThatAlone() {
    HookServer server = server(HookServer.YES);
    server.answer(body -> body.startsWith("a") ? HookServer.SILENCE : HookServer.YES);
    MountName stalled = new MountName("/a");
    MountName other = new MountName("/b");
    List<CompletableFuture<HookAnswer>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(ask(stalled, server.url("/"), auth(1_500, 0), "a=" + i));
    }
    assertThat(
            ask(other, server.url("/"), auth(1_500, 0), "b=1")
                .orTimeout(5, TimeUnit.SECONDS)
                .join())
        .isInstanceOf(HookAnswer.Admitted.class);
    waiting.forEach(each -> each.orTimeout(5, TimeUnit.SECONDS).join());
    assertThat(ask(stalled, server.url("/"), auth(1_500, 0), "a=more"))
        .as("at rest")
        .isCompletedWithValue(new HookAnswer.Down(false));
    assertThat(
            ask(other, server.url("/"), auth(1_500, 0), "b=2")
                .orTimeout(5, TimeUnit.SECONDS)
                .join())
        .isInstanceOf(HookAnswer.Admitted.class);
  }

  @Test
  void thoseWhoLeave_keepNobodyFromComing() {
    HookServer slow = server(HookServer.SILENCE);
    for (int i = 0; i < 600; i++) {
      hooks.tell(new HookRequest(LIVE, slow.url("/"), "bye=" + i, "u", "p", "", auth(3_000, 0)));
    }
    slow.answer(body -> HookServer.YES);
    assertThat(answer(slow.url("/"), 2_000)).isInstanceOf(HookAnswer.Admitted.class);
  }

  @Test
  void thoseWhoLeaveManyMounts_takeNoPlacesOfThoseWhoCome() throws InterruptedException {
    HookServer stalled = server(HookServer.SILENCE);
    CountDownLatch told = new CountDownLatch(512);
    CountDownLatch asked = new CountDownLatch(16);
    stalled.answer(body -> {
      (body.startsWith("bye") ? told : asked).countDown();
      return HookServer.SILENCE;
    });
    for (int i = 0; i < 40 * 16; i++) {
      MountName mount = new MountName("/m" + i % 40);
      hooks.tell(new HookRequest(mount, stalled.url("/"), "bye", "u", "p", "", auth(8_000, 0)));
    }
    assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 16; i++) {
      var _ = ask(stalled.url("/"), auth(8_000, 0), "n=" + i);
    }
    assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void answerUnderOtherSettings_isForgotten() {
    HookServer server = server(HookServer.YES);
    UrlAuth loose = auth(2_000, 60_000);
    assertThat(ask(server.url("/"), loose, "a").orTimeout(5, TimeUnit.SECONDS).join())
        .isInstanceOf(HookAnswer.Admitted.class);
    UrlAuth strict =
        new UrlAuth(null, null, null, "x-paid: yes", 2_000, UrlAuth.WhenDown.DENY, 60_000);
    assertThat(ask(server.url("/"), strict, "a").orTimeout(5, TimeUnit.SECONDS).join())
        .isInstanceOf(HookAnswer.Denied.class);
  }

  @Test
  void urlsThatCannotBeAsked_areNoUrls() {
    for (String good :
        List.of("http://hook/x?key=1", "https://a-b.example:8443/", "http://[::1]:8080/x")) {
      assertThat(UrlAuth.validUrl(good)).as(good).isTrue();
    }
    for (String bad :
        List.of(
            "http://auth_hook/x",
            "http://a..b/x",
            "http://hook:99999/",
            "http://hook:0/",
            "http://hook/%zz",
            "ftp://hook/")) {
      assertThat(UrlAuth.validUrl(bad)).as(bad).isFalse();
    }
  }

  @Test
  void whatCannotAnswer_isDown_inTime() {
    HookServer server = server(HookServer.SILENCE);
    long asked = System.nanoTime();
    assertThat(answer(server.url("/"), 500)).isEqualTo(new HookAnswer.Down(true));
    server.answer(body -> "HTTP/1.1 500 Broken\r\nicecast-auth-user: 1\r\n\r\n");
    assertThat(answer(server.url("/"), 500)).isEqualTo(new HookAnswer.Down(true));
    server.answer(body -> "no HTTP at all\r\n\r\n");
    assertThat(answer(server.url("/"), 500)).isEqualTo(new HookAnswer.Down(true));
    server.answer(
        body -> "HTTP/1.1 200 OK\r\nicecast-auth-user: 1\r\nicecast-auth-timelimit: soon\r\n\r\n");
    assertThat(answer(server.url("/"), 2_000))
        .as("a time that is no number")
        .isEqualTo(new HookAnswer.Down(true));
    assertThat(answer("http://127.0.0.1:1/", 500))
        .as("nobody was asked")
        .isEqualTo(new HookAnswer.Down(false));
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void stalledHook_delaysNobodyElse_andRestsInTheEnd() {
    HookServer stalled = server(HookServer.SILENCE);
    HookServer quick = server(HookServer.YES);
    List<CompletableFuture<HookAnswer>> waiting = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      waiting.add(ask(stalled.url("/"), auth(1_500, 0), "n=" + i));
    }
    long slowest = 0;
    for (int i = 0; i < 50; i++) {
      long asked = System.nanoTime();
      assertThat(answer(quick.url("/"), 5_000)).isInstanceOf(HookAnswer.Admitted.class);
      slowest = Math.max(slowest, System.nanoTime() - asked);
    }
    assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofMillis(1_000));
    assertThat(stalled.waiting()).as("under way at once").isLessThanOrEqualTo(16);
    for (CompletableFuture<HookAnswer> each : waiting) {
      assertThat(each.orTimeout(5, TimeUnit.SECONDS).join())
          .isNotInstanceOfAny(HookAnswer.Admitted.class, HookAnswer.Denied.class);
    }
    assertThat(ask(stalled.url("/"), auth(1_500, 0), "more"))
        .as("at rest")
        .isCompletedWithValue(new HookAnswer.Down(false));
  }

  @Test
  void answer_isRememberedAsLongAsTheMountSays_andNoOther() {
    HookServer server = server(HookServer.YES);
    UrlAuth keeps = auth(2_000, 60_000);
    for (int i = 0; i < 5; i++) {
      assertThat(ask(server.url("/"), keeps, "a").orTimeout(5, TimeUnit.SECONDS).join())
          .isInstanceOf(HookAnswer.Admitted.class);
    }
    assertThat(server.waiting()).isEqualTo(1);
    server.answer(body -> HookServer.NO);
    assertThat(ask(server.url("/"), keeps, "b").orTimeout(5, TimeUnit.SECONDS).join())
        .isInstanceOf(HookAnswer.Denied.class);
    server.answer(body -> "HTTP/1.1 500 x\r\n\r\n");
    assertThat(ask(server.url("/"), keeps, "c").orTimeout(5, TimeUnit.SECONDS).join())
        .isEqualTo(new HookAnswer.Down(true));
    server.answer(body -> HookServer.YES);
    assertThat(ask(server.url("/"), keeps, "c").orTimeout(5, TimeUnit.SECONDS).join())
        .as("that nobody answers is not remembered")
        .isInstanceOf(HookAnswer.Admitted.class);
  }

  @Test
  void ends_areToldBeforeItIsOver() {
    HookServer server = server(HookServer.YES);
    for (int i = 0; i < 1_000; i++) {
      hooks.tell(new HookRequest(LIVE, server.url("/"), "bye=" + i, "u", "p", "", auth(3_000, 0)));
    }
    hooks.close();
    assertThat(server.waiting()).isEqualTo(1_000);
  }

  @Test
  void hookThatTakesNoLastWords_isNotWaitedForLong() {
    HookServer server = server(HookServer.SILENCE);
    hooks.tell(new HookRequest(LIVE, server.url("/"), "bye", "u", "p", "", auth(8_000, 0)));
    assertThat(server.request()).contains("bye");
    long asked = System.nanoTime();
    hooks.close();
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(6));
  }

  @Test
  void requests_sayNothingOfWhatIsInThem() {
    HookRequest request =
        new HookRequest(
            LIVE, "http://x/?key=secret", "pass=secret", "u", "secret", "secret", auth(0, 0));
    assertThat(request.toString()).doesNotContain("secret");
  }
}
