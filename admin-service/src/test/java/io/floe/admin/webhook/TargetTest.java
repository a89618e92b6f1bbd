package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.wire.client.Address;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

  @Test
  void url_isReadIntoItsParts() {
    assertThat(Target.parse("https://Hooks.Example/a/b?c=d%20e"))
        .isEqualTo(new Target(true, "hooks.example", 443, "/a/b?c=d%20e"));
    assertThat(Target.parse("HTTP://hooks.example:8080"))
        .isEqualTo(new Target(false, "hooks.example", 8080, "/"));
    assertThat(Target.parse("http://hooks.example?x").path()).isEqualTo("/?x");
    assertThat(Target.parse("http://receiver/").host()).isEqualTo("receiver");
    assertThat(Target.parse("http://127.0.0.1/").literal()).isEqualTo(Address.parse("127.0.0.1"));
    assertThat(Target.parse("http://[::1]:81/").literal()).isEqualTo(Address.parse("::1"));
    assertThat(Target.parse("http://[::ffff:10.0.0.1]/").literal())
        .isEqualTo(Address.parse("10.0.0.1"));
    assertThat(Target.parse("http://hooks.example/").literal()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hooks.example",
        "//hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/",
        "javascript:alert(1)",
        "http:hooks.example",
        "http:///path",
        "http://",
        "http://user@hooks.example/",
        "http://user:password@hooks.example/",
        "http://@hooks.example/",
        "http://hooks.example#@10.0.0.1/",
        "http://hooks.example/#part",
        "http://hooks.example:0/",
        "http://hooks.example:65536/",
        "http://hooks.example:99999999999/",
        "http://hooks.example:-1/",
        "http://hooks.example:80:80/",
        "http://hooks example/",
        "http://hooks.example/a b",
        "http://hooks.example/\r\nX: y",
        "http://hooks.example/\u0000",
        "http://hööks.example/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1.1/",
        "http://127.0.0.256/",
        "http://127.0.0.1%00.hooks.example/",
        "http://[::1/",
        "http://[::1]x/",
        "http://[fe80::1%25eth0]/",
        "http://[1.2.3.4]/",
        "http://-hooks.example/",
        "http://my_service.example/",
        "http://hooks..example/",
        "http://.example/",
        "http://hooks\\.example/"
      })
  void whatIsNoUrlToSendTo_isRefusedWithAReason(String url) {
    assertThatThrownBy(() -> Target.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(wrong -> assertThat(wrong.getMessage()).isNotBlank());
  }

  @Test
  void longUrl_isRefused() {
    String longest = "http://hooks.example/" + "a".repeat(Target.MAX_CHARS - 21);
    assertThat(Target.parse(longest).path()).hasSize(Target.MAX_CHARS - 20);
    assertThatThrownBy(() -> Target.parse(longest + "a")).hasMessageContaining("2048");
  }

  /** Whatever comes, it is read or refused, and what is read cannot break a request. */
  @Test
  void anything_isReadOrRefused() {
    List<String> pieces =
        List.of(
            "http",
            "https",
            "ftp",
            ":",
            "/",
            "//",
            "@",
            "#",
            "?",
            "[",
            "]",
            "%",
            ".",
            "::1",
            "127.0.0.1",
            "hooks.example",
            "0x7f",
            "80",
            "\r",
            "\n",
            " ",
            "\t",
            "\\",
            "ü",
            "a",
            "-",
            "_",
            "\u0000",
            "%0d%0a",
            "&",
            "=",
            "~",
            "|",
            "\"",
            "<",
            "10.",
            "fe80::",
            "ffff:");
    Random random = new Random(20_261_129);
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "http://" : "");
      int length = random.nextInt(8);
      for (int j = 0; j < length; j++) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      try {
        Target target = Target.parse(text.toString());
        read++;
        assertThat(target.host()).as("%s", text).matches("[a-z0-9._-]+|\\[[0-9a-f:.]+\\]");
        assertThat(target.port()).as("%s", text).isBetween(1, 65_535);
        assertThat(target.path()).as("%s", text).matches("/[!-~&&[^#]]*|/");
        assertThat(text.toString()).doesNotMatch("(?s)https?://[^/?]*[@#].*");
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
    assertThat(read).as("that were read").isGreaterThan(500);
  }
}
