package io.floe.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestHeadTest {

  private static RequestHead head(String text) {
    return ((HeadParser.Complete)
            HeadParser.parse(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1)))
        .head();
  }

  private static RequestHead to(String target) {
    return head("GET " + target + " HTTP/1.1\r\n\r\n");
  }

  /** What clients really send: their first line, how it is read, and a header that matters. */
  static Stream<Arguments> realHeads() {
    return Stream.of(
        Arguments.of(
            "OPTIONS * HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: TLS/1.0, HTTP/1.1\r\n\r\n",
            "OPTIONS",
            "",
            true,
            "upgrade",
            "TLS/1.0, HTTP/1.1"),
        Arguments.of(
            "SOURCE /live.mp3 HTTP/1.0\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n"
                + "Prefer: return=minimal\r\nice-audio-info: bitrate=128;channels=2\r\n\r\n",
            "SOURCE",
            "/live.mp3",
            false,
            "Ice-Audio-Info",
            "bitrate=128;channels=2"),
        Arguments.of(
            "SOURCE /live ICE/1.0\ncontent-type:audio/mpeg\nice-name:N\n\n",
            "SOURCE",
            "/live",
            false,
            "Content-Type",
            "audio/mpeg"),
        Arguments.of(
            "PUT /n%c3%b8rd HTTP/1.1\r\nExpect: 100-continue\r\nConnection: close\r\n"
                + "Icy-MetaData: 1\r\nIce-Public: 0\r\n\r\n",
            "PUT", "/nørd", true, "expect", "100-continue"),
        Arguments.of(
            "SOURCE /live HTTP/1.0\r\r\nAuthorization: Basic c291cmNlOmhhY2ttZQ==\r\r\n\r\r\n",
            "SOURCE",
            "/live",
            false,
            "authorization",
            "Basic c291cmNlOmhhY2ttZQ=="),
        Arguments.of(
            "GET /admin.cgi?mode=updinfo&pass=p&song=S HTTP/1.0\r\n"
                + "User-Agent: x (Mozilla compatible)\r\n\r\n",
            "GET",
            "/admin.cgi",
            false,
            "user-agent",
            "x (Mozilla compatible)"),
        Arguments.of(
            "GET http://radio.example:8080/live?a=/b HTTP/1.1\r\nRange: bytes=0-1\r\n\r\n",
            "GET",
            "/live",
            true,
            "range",
            "bytes=0-1"),
        Arguments.of(
            "get /live http/1.0\r\nIcy-MetaData:1\r\n\r\n",
            "get",
            "/live",
            false,
            "icy-metadata",
            "1"));
  }

  @ParameterizedTest
  @MethodSource("realHeads")
  void head_ofARealClient_isRead(
      String text, String method, String path, boolean http11, String name, String value) {
    RequestHead head = head(text);

    assertThat(head.method()).isEqualTo(method);
    assertThat(head.path()).isEqualTo(path.isEmpty() ? Optional.empty() : Optional.of(path));
    assertThat(head.http11()).isEqualTo(http11);
    assertThat(head.header(name)).contains(value);
  }

  @ParameterizedTest
  @CsvSource({
    "/live, /live",
    "/live?x=%zz, /live",
    "/a%2Fb%2fc, /a/b/c",
    "/a+b, /a+b",
    "/a%20b, /a b",
    "/n%C3%B8rd, /nørd",
    "/n%F8rd, /nørd",
    "/nørd, /nørd",
    "http://h/live, /live",
    "http://h, /",
    "http://h?u=/evil, /",
    "https://[::1]:8080/live?x=://y/, /live",
    "/x?u=http://other/path, /x",
    "/http://h/x, /http://h/x",
  })
  void path_isDecoded(String target, String path) {
    assertThat(to(target).path()).contains(path);
  }

  @ParameterizedTest
  @CsvSource({
    "*", "live", "h:443", "/a%", "/a%2", "/a%zz", "/a%-1",
  })
  void path_thatIsBroken_isNone(String target) {
    assertThat(to(target).path()).isEmpty();
  }

  @Test
  void query_isWhatFollowsTheFirstQuestionMark() {
    assertThat(to("/m?a=b?c&d").query()).isEqualTo("a=b?c&d");
    assertThat(to("/m").query()).isEmpty();
    assertThat(to("/m?").query()).isEmpty();
  }

  @Test
  void parameters_areDecoded_andBrokenOnesLeftOut() {
    assertThat(
            RequestHead.parameters(
                "a=1&b=x+y%2B&c&&=v&d=%zz&e=%C3%A5&f=%E5&a=2&g=h=i", StandardCharsets.ISO_8859_1))
        .containsExactly(
            new RequestHead.Parameter("a", "1"),
            new RequestHead.Parameter("b", "x y+"),
            new RequestHead.Parameter("c", ""),
            new RequestHead.Parameter("e", "å"),
            new RequestHead.Parameter("f", "å"),
            new RequestHead.Parameter("a", "2"),
            new RequestHead.Parameter("g", "h=i"));
    assertThat(RequestHead.parameters("", StandardCharsets.UTF_8)).isEmpty();
    assertThat(RequestHead.parameters("&".repeat(100_000), StandardCharsets.UTF_8)).isEmpty();
    assertThat(RequestHead.parameters("a=b&".repeat(100_000), StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(256);
  }

  @Test
  void text_isUtf8WhereItCanBe_elseLatin1() {
    assertThat(head("GET / HTTP/1.1\nice-name: Jåzz\n\n").text("ice-name")).contains("Jåzz");
    assertThat(RequestHead.text("Жук".getBytes(StandardCharsets.UTF_8), StandardCharsets.US_ASCII))
        .isEqualTo("Жук");
  }

  @Test
  void firstHeader_ofAName_wins() {
    RequestHead head = head("GET / HTTP/1.1\nHost: a\nhost: b\n\n");
    assertThat(head.header("HOST")).contains("a");
    assertThat(head.headers()).hasSize(2);
    assertThat(head.header("none")).isEmpty();
  }

  @Test
  void reply_keepsItsHeadersOnTheirLines() {
    Reply reply =
        Reply.of(302, "text/plain", "moved").with("Location", "http://h/\r\nSet-Cookie: x\u0000");

    assertThat(reply.headers())
        .isEqualTo(
            List.of(
                new RequestHead.Header("Content-Type", "text/plain"),
                new RequestHead.Header("Location", "http://h/  Set-Cookie: x ")));
    assertThat(reply.body().bytes()).isEqualTo("moved".getBytes(StandardCharsets.UTF_8));
  }
}
