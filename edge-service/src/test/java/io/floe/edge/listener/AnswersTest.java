package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.listener.ListenerCounters.Refusal;
import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.Broadcast;
import io.floe.testkit.RawListener;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.config.Mount;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

  private static final String SAFARI =
      "User-Agent: Mozilla/5.0 (Macintosh) AppleWebKit/605.1 (KHTML, like Gecko) Version/17"
          + " Safari/605.1";
  private static final String CHROME =
      "User-Agent: Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36";

  private final Broadcast source = new Broadcast(3);
  private final List<String> log = new CopyOnWriteArrayList<>();
  private Studio studio;
  private LiveMount live;

  @BeforeEach
  void open() throws Exception {
    studio = new Studio(Studio.settings(), AnswersTest::page, log::add, true);
    live = studio.open("/live", Studio.MP3);
    live.ring().append(source.audio(70_000), 0);
  }

  @AfterEach
  void close() {
    studio.close();
  }

  private static Optional<Reply> page(RequestHead head) {
    return switch (head.path().orElse("")) {
      case "/" ->
          Optional.of(Reply.of(200, "text/html", "<p>hi</p>").with("X-A", "b\r\nX-Evil: 1"));
      case "/broken" -> throw new IllegalStateException("broken on purpose");
      default -> Optional.empty();
    };
  }

  @Test
  void get_mount_hasTheHeadersOfTheContract() throws Exception {
    try (RawListener listener = studio.get("/live", "Icy-MetaData: 1")) {
      String head = listener.head();
      assertThat(head).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("chunked");
      assertHeader(head, "Content-Type", "audio/mpeg");
      assertHeader(head, "icy-name", "North FM");
      assertHeader(head, "icy-genre", "jazz");
      assertHeader(head, "icy-br", "128");
      assertHeader(head, "icy-pub", "1");
      assertHeader(head, "icy-url", "http://n/");
      assertHeader(head, "icy-description", "jazz all day");
      assertHeader(head, "ice-audio-info", "bitrate=128");
      assertHeader(head, "icy-metaint", "16000");
      assertHeader(head, "Server", "Floe");
      assertHeader(head, "Connection", "close");
      assertHeader(head, "Cache-Control", "no-cache, no-store");
      assertHeader(head, "Access-Control-Allow-Origin", "*");
      assertThat(RawListener.header(head, "Access-Control-Expose-Headers"))
          .get()
          .asString()
          .contains("Icy-MetaInt");
      assertThat(RawListener.header(head, "Accept-Ranges")).isEmpty();
    }
  }

  @Test
  void head_mount_hasTheSameHeadersAndIsNotCounted() throws Exception {
    String get;
    try (RawListener listener = studio.get("/live")) {
      get = listener.head();
    }
    try (RawListener listener = studio.connect()) {
      listener.request("HEAD /live HTTP/1.1");
      assertThat(withoutDate(listener.head())).isEqualTo(withoutDate(get));
      assertThat(listener.readAll()).isEmpty();
    }
    studio.awaitNobody();
    assertThat(studio.counters.joined()).isEqualTo(1);
    assertThat(live.peak()).isEqualTo(1);
  }

  @Test
  void options_anyPath_isAPreflight() throws Exception {
    for (String path : List.of("/live", "*", "/nowhere")) {
      try (RawListener listener = studio.connect()) {
        listener.request("OPTIONS " + path + " HTTP/1.1", "Origin: http://x");
        String head = listener.head();
        assertThat(head).startsWith("HTTP/1.1 204 No Content\r\n");
        assertHeader(head, "Access-Control-Allow-Origin", "*");
        assertHeader(head, "Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
        assertThat(RawListener.header(head, "Access-Control-Allow-Headers"))
            .get()
            .asString()
            .contains("Icy-Metadata");
        assertThat(listener.readAll()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "SOURCE", "DELETE", "STATS", "get"})
  void otherVerbs_are405WithAllow(String verb) throws Exception {
    try (RawListener listener = studio.connect()) {
      listener.request(verb + " /live HTTP/1.0", "Content-Length: 5");
      listener.send("hello");
      String head = listener.head();
      assertThat(head).startsWith("HTTP/1.0 405 Method Not Allowed\r\n");
      assertHeader(head, "Allow", "GET, HEAD, OPTIONS");
      assertThat(new String(listener.readAll(), StandardCharsets.UTF_8)).contains("Icecast port");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere", "/../etc", "/admin/stats", "/%00", "/a%22b", "/x.m3u"})
  void get_whatIsNotThere_is404ThatSaysWhatToDo(String path) throws Exception {
    try (RawListener listener = studio.get(path)) {
      assertThat(listener.head()).startsWith("HTTP/1.1 404 Not Found\r\n");
      assertThat(new String(listener.readAll(), StandardCharsets.UTF_8))
          .contains("Nothing is on the air at")
          .contains("come back");
    }
    assertThat(studio.counters.refused(Refusal.NOT_FOUND)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere", "/%zz", "/events?mount=/q/x"})
  void head_refusal_hasTheHeadersOfGetAndNoBody(String path) throws Exception {
    String get;
    try (RawListener listener = studio.get(path)) {
      get = listener.head();
      assertThat(get).startsWith("HTTP/1.1 40");
    }
    try (RawListener listener = studio.connect()) {
      listener.request("HEAD " + path + " HTTP/1.1");
      assertThat(withoutDate(listener.head())).isEqualTo(withoutDate(get));
      assertThat(listener.readAll()).isEmpty();
    }
  }

  @Test
  void get_brokenEscape_is400() throws Exception {
    try (RawListener listener = studio.get("/%zz")) {
      assertThat(listener.head()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void get_page_isAnsweredWhole() throws Exception {
    try (RawListener listener = studio.get("/?a=b")) {
      String head = listener.head();
      assertHeader(head, "Content-Length", "9");
      assertThat(RawListener.header(head, "X-Evil")).isEmpty();
      assertThat(listener.readAll()).asString().isEqualTo("<p>hi</p>");
    }
    try (RawListener listener = studio.connect()) {
      listener.request("HEAD / HTTP/1.1");
      assertHeader(listener.head(), "Content-Length", "9");
      assertThat(listener.readAll()).isEmpty();
    }
    try (RawListener listener = studio.get("/broken")) {
      assertThat(listener.head()).startsWith("HTTP/1.1 500 ");
    }
  }

  @Test
  void get_fullMount_is503WithRetryAfter() throws Exception {
    LiveMount small =
        studio.open("/small", Studio.MP3, Studio.mount("/small", 100, Mount.Latency.NORMAL, 1));
    try (RawListener first = studio.get("/small")) {
      assertThat(first.head()).startsWith("HTTP/1.1 200");
      try (RawListener second = studio.get("/small")) {
        String head = second.head();
        assertThat(head).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
        assertHeader(head, "Retry-After", "10");
      }
      try (RawListener probe = studio.get("/small", "Range: bytes=0-0")) {
        assertThat(probe.head()).startsWith("HTTP/1.1 503 ");
        assertThat(new String(probe.readAll(), StandardCharsets.UTF_8)).contains("This stream has");
      }
      assertThat(small.listeners()).isEqualTo(1);
    }
    studio.awaitNobody();
    try (RawListener third = studio.get("/small")) {
      assertThat(third.head()).startsWith("HTTP/1.1 200");
    }
    assertThat(studio.counters.refused(Refusal.MOUNT_FULL)).isEqualTo(2);
    assertThat(small.peak()).as("probes take no place").isEqualTo(1);
  }

  @Test
  void get_fullEdge_is503() throws Exception {
    studio.close();
    studio = new Studio(Studio.settings().limits(1, 100), AnswersTest::page, log::add, true);
    studio.open("/live", Studio.MP3);
    try (RawListener first = studio.get("/live")) {
      assertThat(first.head()).startsWith("HTTP/1.1 200");
      try (RawListener second = studio.get("/live")) {
        assertThat(second.head()).startsWith("HTTP/1.1 503");
      }
      try (RawListener probe = studio.get("/live", "Range: bytes=0-0")) {
        assertThat(probe.head()).startsWith("HTTP/1.1 503");
      }
    }
    assertThat(studio.counters.refused(Refusal.EDGE_FULL)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    // range, metadata, agent, status, content range
    "bytes=0-1,   no,  safari, 206, bytes 0-1/1073741823",
    "bytes=0-0,   no,  other,  206, bytes 0-0/1073741823",
    "bytes=0-99,  no,  chrome, 206, bytes 0-99/1073741823",
    "bytes=0-1,   yes, safari, 200, ",
    "bytes=0-,    no,  safari, 206, bytes 0-1073741822/1073741823",
    "bytes=0-,    no,  apple,  206, bytes 0-1073741822/1073741823",
    "bytes=0-,    yes, safari, 200, ",
    "bytes=0-,    no,  chrome, 200, ",
    "bytes=0-,    no,  other,  200, ",
    "bytes=0-9999,no,  other,  200, ",
    "bytes=5-9,   no,  safari, 200, ",
    "bytes=-500,  no,  safari, 200, ",
    "bytes=0-1-2, no,  safari, 200, ",
    "bytes=0-99999999999, no, safari, 200, ",
    "items=0-1,   no,  safari, 200, ",
  })
  void get_range_followsTheRule(
      String range, String metadata, String agent, int status, String contentRange)
      throws Exception {
    String userAgent =
        switch (agent) {
          case "safari" -> SAFARI;
          case "chrome" -> CHROME;
          case "apple" -> "User-Agent: AppleCoreMedia/1.0.0.21 (iPhone; U; CPU OS 17)";
          default -> "User-Agent: Lavf/60";
        };
    String icy = metadata.equals("yes") ? "Icy-MetaData: 1" : "X-None: 1";
    try (RawListener listener = studio.get("/live", "Range: " + range, icy, userAgent)) {
      String head = listener.head();
      assertThat(head).startsWith("HTTP/1.1 " + status + " ");
      assertThat(RawListener.header(head, "Content-Range"))
          .isEqualTo(Optional.ofNullable(contentRange));
      assertThat(RawListener.header(head, "Accept-Ranges").isPresent()).isEqualTo(status == 206);
      Optional<String> length = RawListener.header(head, "Content-Length");
      if (length.isPresent()) {
        int bytes = Integer.parseInt(length.get());
        assertThat(listener.readAll()).isEqualTo(java.util.Arrays.copyOf(source.bytes(), bytes));
        assertThat(studio.counters.joined()).isZero();
      } else {
        assertThat(listener.read(1000)).isEqualTo(java.util.Arrays.copyOf(source.bytes(), 1000));
        assertThat(live.listeners()).isEqualTo(1);
      }
    }
  }

  @Test
  void probe_ofOgg_getsTheFirstHeaderBytes() throws Exception {
    LiveMount ogg = studio.open("/ogg", Studio.OGG);
    Broadcast music = new Broadcast(4);
    ogg.ring().append(music.header(3), 0);
    try (RawListener listener = studio.get("/ogg", "Range: bytes=0-9")) {
      ogg.ring().append(music.audio(1000), 0);
      listener.head();
      assertThat(listener.readAll()).isEqualTo(java.util.Arrays.copyOf(music.bytes(), 10));
    }
  }

  @Test
  void hostileInfo_cannotAddHeaderLines() throws Exception {
    studio.open(
        "/evil",
        new StreamInfo(
            "audio/mpeg\r\nX-Evil: 1",
            "n\r\nX-Evil: 2",
            "\n\nX-Evil: 3",
            "g\0\u0085\u2028x",
            "u\rX-Evil: 4",
            1,
            true,
            "a".repeat(9000)));
    try (RawListener listener = studio.get("/evil")) {
      String head = listener.head();
      assertThat(RawListener.header(head, "X-Evil")).isEmpty();
      assertThat(head.length()).isLessThan(4000);
      assertHeader(head, "icy-name", "n  X-Evil: 2");
    }
  }

  @Test
  void accessLog_hasALinePerConnectionWithSecretsMasked() throws Exception {
    try (RawListener listener =
        studio.get(
            "/live?token=abc&x=1",
            "User-Agent: Test \"1\"\u00e9/1.0",
            "Referer: http://r/",
            "Authorization: Basic eDp5")) {
      listener.head();
      listener.read(70_000);
    }
    studio.awaitNobody();
    try (RawListener listener = studio.get("/nowhere")) {
      listener.readAll();
    }
    org.awaitility.Awaitility.await().until(() -> log.size() == 2);
    assertThat(log.getFirst())
        .matches(
            "127\\.0\\.0\\.1 - - \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}]"
                + " \"GET /live\\?token=\\*\\*\\*&x=1 HTTP/1\\.1\" 200 70000 \"http://r/\""
                + " \"Test \\\\\"1\\\\\"\\\\xe9/1\\.0\" \\d+");
    assertThat(log.getLast()).contains("\"GET /nowhere HTTP/1.1\" 404 ");
  }

  private static String withoutDate(String head) {
    return head.replaceAll("Date: [^\r]*", "Date:");
  }

  private static void assertHeader(String head, String name, String value) {
    assertThat(RawListener.header(head, name)).as(name).contains(value);
  }
}
