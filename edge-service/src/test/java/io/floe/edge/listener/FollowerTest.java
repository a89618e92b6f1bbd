package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.RawListener;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.CidrSet;
import io.floe.wire.config.Mount;
import io.floe.wire.http.Reply;
import io.floe.wire.live.News;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who follow /events, on real sockets; the news are the test's. */
class FollowerTest {

  private final List<String> log = new CopyOnWriteArrayList<>();

  private Studio studio(boolean epoll, ListenerSettings settings) throws IOException {
    return new Studio(settings, head -> Optional.empty(), log::add, epoll);
  }

  private static News news(long number, int changes, String snapshot) {
    List<byte[]> texts = new ArrayList<>();
    for (long n = number - changes + 1; n <= number; n++) {
      texts.add(bytes("id: b." + n + "\ndata: change " + n + "\n\n"));
    }
    return new News("b", number, texts, bytes(snapshot));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(RawListener from, int length) throws IOException {
    return new String(from.read(length), StandardCharsets.UTF_8);
  }

  private static void hears(RawListener from, String text) throws IOException {
    assertThat(text(from, bytes(text).length)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void follower_hearsWhatThereIs_thenEachChange(boolean epoll) throws Exception {
    try (Studio studio = studio(epoll, Studio.settings())) {
      studio.news = news(7, 2, "data: all\n\n");
      try (RawListener follower = studio.get("/events")) {
        String head = follower.head();
        assertThat(head).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(RawListener.header(head, "Content-Type"))
            .contains("text/event-stream; charset=utf-8");
        assertThat(RawListener.header(head, "Access-Control-Allow-Origin")).contains("*");
        assertThat(RawListener.header(head, "Cache-Control")).contains("no-cache, no-store");
        assertThat(head).doesNotContainIgnoringCase("chunked", "content-length");
        hears(follower, "retry: 2000\n\ndata: all\n\n");
        studio.news = news(8, 3, "data: other\n\n");
        hears(follower, "id: b.8\ndata: change 8\n\n");
        studio.news = news(10, 3, "data: other\n\n");
        hears(follower, "id: b.9\ndata: change 9\n\nid: b.10\ndata: change 10\n\n");
        assertThat(studio.counters.followers()).isEqualTo(1);
        assertThat(studio.counters.listeners()).as("no listener").isZero();
      }
      Awaitility.await().until(() -> studio.counters.followers() == 0 && log.size() == 1);
      assertThat(log.getFirst()).contains("\"GET /events HTTP/1.1\" 200 ");
    }
  }

  @Test
  void followerOfOneMount_hearsThatAlone_ifItMayListen() throws Exception {
    try (Studio studio = studio(true, Studio.settings())) {
      studio.news = news(7, 2, "data: all\n\n");
      studio.mountNews.put(new MountName("/nord/jåzz"), news(3, 1, "data: jazz\n\n"));
      try (RawListener follower = studio.get("/events?x=1&mount=%2Fnord/j%C3%A5zz")) {
        assertThat(follower.head()).startsWith("HTTP/1.1 200");
        hears(follower, "retry: 2000\n\ndata: jazz\n\n");
        studio.news = news(8, 3, "data: other\n\n");
        studio.mountNews.put(new MountName("/nord/jåzz"), news(4, 1, "data: jazz\n\n"));
        hears(follower, "id: b.4\ndata: change 4\n\n");
      }
      for (String none : List.of("", "live", "/admin/x", "/a%0d%0ab", "/%22")) {
        try (RawListener refused = studio.get("/events?mount=" + none)) {
          assertThat(refused.head()).as(none).startsWith("HTTP/1.1 404");
        }
      }
      studio.config.mounts(
          Mount.onTheFly(new MountName("/live"))
              .with()
              .banned(CidrSet.parse(List.of("127.0.0.0/8")))
              .build());
      try (RawListener refused = studio.get("/events?mount=/live")) {
        assertThat(refused.head()).startsWith("HTTP/1.1 403");
      }
      Awaitility.await().until(() -> studio.counters.followers() == 0);
    }
  }

  @Test
  void reconnect_goesOnWhereItWasCut_orStartsAnew() throws Exception {
    try (Studio studio = studio(true, Studio.settings())) {
      studio.news = news(7, 3, "data: all\n\n");
      try (RawListener back = studio.get("/events", "Last-Event-ID: b.5")) {
        back.head();
        hears(back, "retry: 2000\n\nid: b.6\ndata: change 6\n\nid: b.7\ndata: change 7\n\n");
      }
      assertThat(studio.counters.resumed()).isEqualTo(1);
      for (String other :
          List.of("b.3", "b.8", "c.6", "b.", "b.x", "", "b.-5", "b.99999999999999999999")) {
        try (RawListener anew = studio.get("/events", "Last-Event-ID: " + other)) {
          anew.head();
          hears(anew, "retry: 2000\n\ndata: all\n\n");
        }
      }
      assertThat(studio.counters.resumed()).isEqualTo(1);
    }
  }

  @Test
  void beforeThereAreNews_followerWaits() throws Exception {
    try (Studio studio = studio(true, Studio.settings());
        RawListener follower = studio.get("/events")) {
      follower.head();
      hears(follower, "retry: 2000\n\n");
      studio.news = news(1, 1, "data: all\n\n");
      hears(follower, "data: all\n\n");
    }
  }

  @Test
  void head_tellsTheHeadersAlone_andOtherVerbsAreRefused() throws Exception {
    try (Studio studio = studio(true, Studio.settings())) {
      try (RawListener head = studio.connect()) {
        head.request("HEAD /events HTTP/1.0");
        assertThat(head.head()).startsWith("HTTP/1.0 200 OK").contains("text/event-stream");
        assertThat(head.readAll()).isEmpty();
      }
      try (RawListener post = studio.connect()) {
        post.request("POST /events HTTP/1.1");
        assertThat(post.head()).startsWith("HTTP/1.1 405");
      }
      assertThat(studio.counters.followers()).isZero();
    }
  }

  @Test
  void oneTooMany_isRefused_untilSomebodyHasGone() throws Exception {
    try (Studio studio = studio(true, Studio.settings().maxFollowers(2))) {
      RawListener first = studio.get("/events");
      first.head();
      RawListener second = studio.get("/events");
      second.head();
      try (RawListener third = studio.get("/events")) {
        String head = third.head();
        assertThat(head).startsWith("HTTP/1.1 503");
        assertThat(RawListener.header(head, "Retry-After")).isPresent();
        assertThat(new String(third.readAll(), StandardCharsets.UTF_8)).contains("has room for");
      }
      assertThat(studio.counters.refused(ListenerCounters.Refusal.FOLLOWERS_FULL)).isEqualTo(1);
      first.close();
      Awaitility.await().until(() -> studio.counters.followers() == 1);
      try (RawListener again = studio.get("/events")) {
        assertThat(again.head()).startsWith("HTTP/1.1 200");
      }
      second.close();
    }
  }

  @Test
  void bannedOne_isRefused_andClosedWhenTheBanComesLater() throws Exception {
    try (Studio studio = studio(true, Studio.settings());
        RawListener follower = studio.get("/events")) {
      follower.head();
      studio.config.ban("127.0.0.1");
      assertThat(follower.closed()).isTrue();
      try (RawListener late = studio.get("/events")) {
        assertThat(late.head()).startsWith("HTTP/1.1 403");
      }
      Awaitility.await().until(() -> studio.counters.followers() == 0);
    }
  }

  @Test
  void followerOfAMount_isClosed_whenThatServesItNoMore() throws Exception {
    try (Studio studio = studio(true, Studio.settings());
        RawListener follower = studio.get("/events?mount=/live");
        RawListener other = studio.get("/events?mount=/other")) {
      follower.head();
      other.head();
      studio.config.mounts(
          Mount.onTheFly(new MountName("/live"))
              .with()
              .allowed(CidrSet.parse(List.of("192.0.2.0/24")))
              .build());
      assertThat(follower.closed()).isTrue();
      Awaitility.await().until(() -> studio.counters.followers() == 1);
      studio.mountNews.put(new MountName("/other"), news(1, 1, "data: other\n\n"));
      hears(other, "retry: 2000\n\ndata: other\n\n");
    }
  }

  @Test
  void pagesOfAMount_areForThoseWhomItServes() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (Studio studio =
        new Studio(
            Studio.settings(),
            head -> {
              asked.add(head.target());
              return Optional.of(Reply.of(200, "text/plain", "the page"));
            },
            log::add,
            true)) {
      studio.config.mounts(
          Mount.onTheFly(new MountName("/live"))
              .with()
              .banned(CidrSet.parse(List.of("127.0.0.0/8")))
              .build());
      for (String page : List.of("/player/live", "/embed/live", "/player/l%69ve?token=x")) {
        try (RawListener refused = studio.get(page)) {
          assertThat(refused.head()).as(page).startsWith("HTTP/1.1 403");
        }
      }
      assertThat(asked).isEmpty();
      for (String page : List.of("/player/other", "/", "/live.m3u")) {
        try (RawListener shown = studio.get(page)) {
          assertThat(shown.head()).as(page).startsWith("HTTP/1.1 200");
        }
      }
    }
  }

  @Test
  void slowOne_holdsASlice_andIsClosedInTheEnd_whileOthersAreServed() throws Exception {
    ListenerSettings settings =
        Studio.settings()
            .patience(Duration.ofSeconds(10), Duration.ofSeconds(1))
            .sendBuffer(8 << 10);
    try (Studio studio = studio(true, settings);
        RawListener slow = RawListener.connectNarrow(studio.server.port(), 4096);
        RawListener quick = studio.get("/events")) {
      quick.head();
      hears(quick, "retry: 2000\n\n");
      slow.request("GET /events HTTP/1.1");
      slow.head();
      String large = "data: " + "x".repeat(4 << 20) + "\n\n";
      studio.news = news(1, 1, large);
      hears(quick, large);
      Awaitility.await().until(() -> studio.counters.slowFollowers() == 1);
      assertThat(studio.counters.newsBytes())
          .as("one who does not read gets no more than buffers take")
          .isLessThan(2L * large.length());
      studio.news = news(2, 1, large);
      hears(quick, "id: b.2\ndata: change 2\n\n");
      Awaitility.await().until(() -> studio.counters.followers() == 1);
    }
  }
}
