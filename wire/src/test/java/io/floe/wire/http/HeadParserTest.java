package io.floe.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadParserTest {

  @Test
  void head_withAnyLineEnd_isTheSame() {
    for (String end : new String[] {"\r\n", "\n", "\r\r\n"}) {
      String head = String.join(end, "SOURCE /live ICE/1.0", "ice-name:  North ", "A:", "", "");
      var complete = (HeadParser.Complete) parse(head + "audio");

      assertThat(complete.length()).isEqualTo(head.length());
      assertThat(complete.head().method()).isEqualTo("SOURCE");
      assertThat(complete.head().protocol()).isEqualTo("ICE");
      assertThat(complete.head().http11()).isFalse();
      assertThat(complete.head().header("ICE-NAME")).contains("North");
      assertThat(complete.head().header("a")).contains("");
    }
  }

  @Test
  void head_beforeItsBlankLine_isIncompleteAtEveryLength() {
    String head = "GET /live HTTP/1.1\r\nHost: h\r\n\r\n";
    for (int length = 0; length < head.length(); length++) {
      assertThat(parse(head.substring(0, length))).isInstanceOf(HeadParser.Incomplete.class);
    }
    assertThat(parse(head)).isInstanceOf(HeadParser.Complete.class);
  }

  @Test
  void head_thatIsTooLong_isRefusedByTheLimit() {
    assertThat(status(parse("G".repeat(HeadParser.MAX_BYTES)))).isEqualTo(431);
    assertThat(parse("G".repeat(HeadParser.MAX_BYTES - 1)))
        .isInstanceOf(HeadParser.Incomplete.class);
    assertThat(status(parse("GET / HTTP/1.1\n" + "a: b\n".repeat(HeadParser.MAX_HEADERS + 1))))
        .isEqualTo(431);
    assertThat(parse("GET / HTTP/1.1\n" + "a: b\n".repeat(HeadParser.MAX_HEADERS) + "\n"))
        .isInstanceOf(HeadParser.Complete.class);
  }

  @Test
  void head_thatIsNone_isRefusedWithAReason() {
    for (String bad :
        new String[] {
          "GET /\r\n\r\n",
          "GET / HTTP/1.1 x\r\n\r\n",
          "GET / FTP/1.0\r\n\r\n",
          "GET / HTTP/11\r\n\r\n",
          "G3T / HTTP/1.1\r\n\r\n",
          "GET / HTTP/1.1\r\nno colon\r\n\r\n",
          "GET / HTTP/1.1\r\n: no name\r\n\r\n",
          "GET / HTTP/1.1\r\n folded: onto nothing\r\n\r\n",
          "\r\n\u0000GET / HTTP/1.1\r\n\r\n",
          "   \r\n\r\n",
          "HTTP/1.1 200 OK\r\n\r\n",
          "!POKE\nicy-name:x\n\n",
          "hackme\r\nicy-name:x\r\n\r\n",
          "GET /a\rb HTTP/1.1\r\n\r\n",
          "GET /a\u0000b HTTP/1.1\r\n\r\n"
        }) {
      assertThat(status(parse(bad))).as(bad).isEqualTo(400);
    }
  }

  @Test
  void headerLines_thatAreSloppy_areReadAsMeant() {
    var complete =
        (HeadParser.Complete)
            parse(
                """
                GET / HTTP/1.1
                Empty:
                Content-Type : audio/mpeg
                ice-name:No Space
                ice-description: one
                \ttwo: still one
                   three
                icy-url: http://a.example:80/

                """);

    assertThat(complete.head().headers())
        .containsExactly(
            new RequestHead.Header("Empty", ""),
            new RequestHead.Header("Content-Type", "audio/mpeg"),
            new RequestHead.Header("ice-name", "No Space"),
            new RequestHead.Header("ice-description", "one two: still one three"),
            new RequestHead.Header("icy-url", "http://a.example:80/"));
  }

  @Test
  void blankLines_beforeTheHead_areSkipped() {
    var complete = (HeadParser.Complete) parse("\r\n\n\r\r\nGET / HTTP/1.0\r\n\r\nrest");

    assertThat(complete.length()).isEqualTo("\r\n\n\r\r\nGET / HTTP/1.0\r\n\r\n".length());
    assertThat(parse("\r\n".repeat(100))).isInstanceOf(HeadParser.Incomplete.class);
    assertThat(status(parse("\n".repeat(HeadParser.MAX_BYTES)))).isEqualTo(431);
  }

  @Test
  void spaces_inATarget_areEncoded() {
    var complete =
        (HeadParser.Complete)
            parse("GET  /admin/metadata?mode=updinfo&song=A  - B\t&mount=/live  HTTP/1.0 \n\n");

    assertThat(complete.head().target())
        .isEqualTo("/admin/metadata?mode=updinfo&song=A%20-%20B%20&mount=/live");
    assertThat(RequestHead.parameters(complete.head().query(), StandardCharsets.ISO_8859_1))
        .contains(new RequestHead.Parameter("mount", "/live"));
  }

  @Test
  void headerValue_withControlCharacters_cannotStartAnotherLine() {
    var complete = (HeadParser.Complete) parse("GET / HTTP/1.1\nice-name: a\rX: y\u0000\tz\n\n");

    assertThat(complete.head().header("ice-name")).contains("a X: y  z");
  }

  @Test
  void headerText_inUtf8_isKept() {
    byte[] utf8 = "GET / HTTP/1.1\nice-name: Jåzz – ÀÿЀ\n\n".getBytes(StandardCharsets.UTF_8);
    var complete = (HeadParser.Complete) HeadParser.parse(Unpooled.wrappedBuffer(utf8));

    assertThat(complete.head().text("ice-name")).contains("Jåzz – ÀÿЀ");
  }

  @Test
  void parse_ofBytesBehindOthers_leavesTheIndices() {
    ByteBuf bytes = Unpooled.copiedBuffer("xxGET / HTTP/1.1\n\nrest", StandardCharsets.ISO_8859_1);
    bytes.readerIndex(2);

    var complete = (HeadParser.Complete) HeadParser.parse(bytes);
    assertThat(complete.length()).isEqualTo("GET / HTTP/1.1\n\n".length());
    assertThat(bytes.readerIndex()).isEqualTo(2);
  }

  /** Whatever bytes come: no exception, one of three answers, and nothing unprintable in a head. */
  @Test
  void anyBytes_getAnAnswer() {
    Random random = new Random(20261122);
    String seed = "GET /a%20b?x=%zz&y=+ HTTP/1.1\r\nHost: h\r\nIcy-MetaData: 1\r\n\r\n";
    int complete = 0;
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = seed.getBytes(StandardCharsets.ISO_8859_1);
      for (int hits = random.nextInt(6); hits > 0; hits--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      switch (HeadParser.parse(Unpooled.wrappedBuffer(bytes))) {
        case HeadParser.Complete found -> {
          complete++;
          RequestHead head = found.head();
          assertThat(found.length()).isBetween(1, bytes.length);
          assertThat(head.target()).doesNotContainPattern("[\\x00-\\x20\\x7f]");
          for (RequestHead.Header header : head.headers()) {
            assertThat(header.name() + header.value()).doesNotContainPattern("[\\x00-\\x1f\\x7f]");
          }
          head.path();
          RequestHead.parameters(head.query(), StandardCharsets.ISO_8859_1);
        }
        case HeadParser.Malformed bad -> assertThat(bad.status()).isBetween(400, 431);
        case HeadParser.Incomplete none -> assertThat(none).isNotNull();
      }
    }
    assertThat(complete).isGreaterThan(1000);
  }

  private static HeadParser.Result parse(String text) {
    return HeadParser.parse(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  private static int status(HeadParser.Result result) {
    assertThat(result).isInstanceOf(HeadParser.Malformed.class);
    return ((HeadParser.Malformed) result).status();
  }
}
