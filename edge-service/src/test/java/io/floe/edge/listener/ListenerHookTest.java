package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.mount.LiveMount;
import io.floe.testkit.HookServer;
import io.floe.testkit.RawListener;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.Codec;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.Sibling;
import io.floe.wire.config.UrlAuth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners of a mount that asks a hook about them, on real sockets. */
class ListenerHookTest {

  private final HookServer hook = new HookServer(HookServer.YES);
  private Studio studio;

  @BeforeEach
  void open() throws Exception {
    studio = new Studio();
    hears("/live", "/add", "/remove", 2_000, UrlAuth.WhenDown.DENY);
  }

  @AfterEach
  void close() {
    studio.close();
    hook.close();
  }

  private void hears(
      String name, String add, String remove, int timeoutMs, UrlAuth.WhenDown whenDown) {
    UrlAuth auth =
        new UrlAuth(
            hook.url(add), hook.url(remove), null, UrlAuth.USUAL_HEADER, timeoutMs, whenDown, 0);
    studio.config.mounts(
        Mount.onTheFly(new MountName(name)).with().auth(auth).build(),
        Mount.onTheFly(new MountName("/free")));
  }

  @Test
  void listener_isLetIn_andItsEndIsTold() throws Exception {
    LiveMount live = studio.open("/live", Studio.MP3);
    try (RawListener listener =
        studio.get("/live?token=a%20b", "User-Agent: mpv", "Authorization: Basic dTpw")) {
      assertThat(listener.head()).startsWith("HTTP/1.1 200");
      assertThat(hook.request())
          .startsWith("POST /add HTTP/1.1\r\n")
          .contains("Authorization: Basic dTpw\r\n")
          .containsPattern(
              "\r\n\r\naction=listener_add&server=localhost&port=\\d+&client=\\d+"
                  + "&mount=%2flive%3ftoken%3da%2520b&user=u&pass=p&ip=127%2e0%2e0%2e1&agent=mpv$");
      assertThat(live.listeners()).isEqualTo(1);
    }
    assertThat(hook.request())
        .startsWith("POST /remove HTTP/1.1\r\n")
        .containsPattern(
            "\r\n\r\naction=listener_remove&server=localhost&port=\\d+&client=\\d+"
                + "&mount=%2flive%3ftoken%3da%2520b&user=u&pass=p&duration=\\d+"
                + "&ip=127%2e0%2e0%2e1&agent=mpv$");
    studio.awaitNobody();
  }

  @Test
  void listener_whoWasLetIn_andFindsNothing_isToldToBeGone() throws Exception {
    hears("/off", "/add", "/remove", 2_000, UrlAuth.WhenDown.DENY);
    try (RawListener listener = studio.get("/off")) {
      assertThat(listener.head()).startsWith("HTTP/1.1 404");
    }
    assertThat(hook.request()).startsWith("POST /add ");
    assertThat(hook.request()).startsWith("POST /remove ").contains("action=listener_remove");
  }

  @Test
  void listener_whoseAnswerDoesNotCome_isToldToBeGone_asTheHookMayHaveLetItIn() throws Exception {
    studio.open("/live", Studio.MP3);
    hears("/live", "/add", "/remove", 500, UrlAuth.WhenDown.DENY);
    hook.answer(body -> body.contains("listener_add") ? HookServer.SILENCE : HookServer.YES);
    try (RawListener listener = studio.get("/live")) {
      assertThat(listener.head()).startsWith("HTTP/1.1 503");
    }
    assertThat(hook.request()).startsWith("POST /add ");
    assertThat(hook.request()).startsWith("POST /remove ").contains("action=listener_remove");
  }

  @Test
  void whatIsMadeOfAMount_isAskedAboutAsThatMountIs() throws Exception {
    studio.open("/live.mp3", Studio.MP3);
    studio.open("/live.low", Studio.MP3);
    UrlAuth auth =
        new UrlAuth(
            hook.url("/add"), null, null, UrlAuth.USUAL_HEADER, 2_000, UrlAuth.WhenDown.DENY, 0);
    MountName live = new MountName("/live");
    studio.config.tenant(tenant ->
        tenant
            .with()
            .mounts(List.of(Mount.onTheFly(live).with().auth(auth).build()))
            .siblings(List.of(new Sibling(".mp3", Codec.MP3, 64, null, null, false)))
            .renditions(
                List.of(
                    new Rendition(
                        live, new MountName("/live.low"), Codec.MP3, 48, null, null, null, false)))
            .build());
    hook.answer(body -> HookServer.NO);
    for (String made : List.of("/live.mp3", "/live.low")) {
      try (RawListener listener = studio.get(made)) {
        assertThat(listener.head()).as(made).startsWith("HTTP/1.1 401");
      }
    }
  }

  @Test
  void listener_whoIsNotLetIn_isToldWhy_andCountsNowhere() throws Exception {
    LiveMount live = studio.open("/live", Studio.MP3);
    hook.answer(body -> "HTTP/1.1 200 OK\r\nicecast-auth-message: pay first\r\n\r\n");
    try (RawListener listener = studio.get("/live")) {
      String head = listener.head();
      assertThat(head).startsWith("HTTP/1.1 401 Unauthorized\r\n");
      assertThat(RawListener.header(head, "WWW-Authenticate")).isPresent();
      assertThat(new String(listener.readAll(), StandardCharsets.UTF_8)).isEqualTo("pay first\n");
    }
    assertThat(live.listeners()).isZero();
    assertThat(studio.counters.refused(ListenerCounters.Refusal.NOT_ADMITTED)).isEqualTo(1);
    try (RawListener free = studio.connect()) {
      studio.open("/free", Studio.MP3);
      free.request("GET /free HTTP/1.1");
      assertThat(free.head()).startsWith("HTTP/1.1 200");
    }
    assertThat(hook.waiting()).as("asked about /live alone").isEqualTo(1);
    studio.awaitNobody();
  }

  @Test
  void timeLimit_ofTheAnswer_endsTheListener() throws Exception {
    studio.open("/live", Studio.MP3);
    hook.answer(
        body -> "HTTP/1.1 200 OK\r\nicecast-auth-user: 1\r\nicecast-auth-timelimit: 1\r\n\r\n");
    try (RawListener listener = studio.get("/live")) {
      assertThat(listener.head()).startsWith("HTTP/1.1 200");
      assertThat(listener.closed()).isTrue();
    }
    assertThat(studio.counters.expired()).isEqualTo(1);
  }

  @Test
  void stalledHook_delaysNobodyElse_andThenDoesWhatTheMountSays() throws Exception {
    studio.open("/live", Studio.MP3);
    studio.open("/free", Studio.MP3);
    hook.answer(body -> HookServer.SILENCE);
    List<RawListener> stalled = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      stalled.add(studio.get("/live"));
    }
    long slowest = 0;
    for (int i = 0; i < 20; i++) {
      long asked = System.nanoTime();
      try (RawListener free = studio.get("/free")) {
        assertThat(free.head()).startsWith("HTTP/1.1 200");
      }
      slowest = Math.max(slowest, System.nanoTime() - asked);
    }
    assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofMillis(1_000));
    for (RawListener each : stalled) {
      assertThat(each.head()).startsWith("HTTP/1.1 503");
      each.close();
    }
    assertThat(studio.counters.refused(ListenerCounters.Refusal.HOOK_DOWN)).isEqualTo(40);
    hears("/live", "/other", "/remove", 500, UrlAuth.WhenDown.ALLOW);
    try (RawListener listener = studio.get("/live")) {
      assertThat(listener.head()).startsWith("HTTP/1.1 200");
    }
    Awaitility.await().until(() -> studio.counters.listeners() == 0);
  }

  @Test
  void crowdBeforeASlowHook_letsNobodyIn_whomTheHookHasNotLetIn() throws Exception {
    studio.open("/live", Studio.MP3);
    hears("/live", "/add", "/remove", 2_000, UrlAuth.WhenDown.ALLOW);
    hook.answer(body ->
        CompletableFuture.supplyAsync(
                () -> HookServer.YES, CompletableFuture.delayedExecutor(900, TimeUnit.MILLISECONDS))
            .join());
    List<RawListener> crowd = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      crowd.add(studio.get("/live"));
    }
    int letIn = 0;
    for (RawListener each : crowd) {
      letIn += each.head().startsWith("HTTP/1.1 200") ? 1 : 0;
    }
    assertThat(letIn).as("two times sixteen have an answer in time").isBetween(1, 48);
    assertThat(studio.counters.refused(ListenerCounters.Refusal.HOOK_DOWN)).isEqualTo(60 - letIn);
    String told = hook.request();
    while (!told.startsWith("POST /remove ")) {
      told = hook.request();
    }
    assertThat(told).as("one about whom the hook was asked too late").contains("listener_remove");
    for (RawListener each : crowd) {
      each.close();
    }
    Awaitility.await().until(() -> studio.counters.listeners() == 0);
  }

  @Test
  void headOfAStream_asksNobody() throws Exception {
    studio.open("/live", Studio.MP3);
    try (RawListener head = studio.connect()) {
      head.request("HEAD /live HTTP/1.1");
      assertThat(head.head()).startsWith("HTTP/1.1 200");
    }
    assertThat(hook.waiting()).isZero();
  }
}
