package io.floe.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.FixedConfig;
import io.floe.wire.config.Branding;
import io.floe.wire.config.Logo;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead.Header;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BrandTest {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2};

  private final FixedConfig config = new FixedConfig();
  private final Brand brand = new Brand(config);

  private void set(Branding branding) {
    config.change(snapshot -> snapshot.with().branding(branding).build());
  }

  private String style() {
    return new String(brand.style().bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void nothing_isFloesOwn_andWhatIsSetHoldsAtOnce_untilItIsGone() {
    String own = style();
    assertThat(brand.logo()).isEmpty();
    assertThat(brand.holes().get("brand")).isEqualTo(new Html("On the air"));
    set(new Branding("N & S", "t<", "#ff0000", Logo.of(PNG).url(), "# Hei"));
    assertThat(style()).startsWith(own).contains("--ice:#");
    assertThat(brand.holes().get("brand")).isEqualTo(new Html("N &amp; S"));
    assertThat(brand.holes().get("tagline")).isEqualTo(new Html("t&lt;"));
    assertThat(brand.holes().get("landing")).isEqualTo(new Html("<h2>Hei</h2>"));
    assertThat(brand.holes().get("mark").markup()).contains("src=\"/explore/logo\"");
    Reply logo = brand.logo().orElseThrow();
    assertThat(logo.body().bytes()).isEqualTo(PNG);
    assertThat(logo.headers())
        .contains(
            new Header("Content-Type", "image/png"),
            new Header("X-Content-Type-Options", "nosniff"));
    set(Branding.NONE);
    assertThat(style()).isEqualTo(own);
    assertThat(brand.logo()).isEmpty();
  }

  @Test
  void accent_whateverItIs_canBeReadByDayAndByNight() {
    Random random = new Random(20261130);
    Pattern ice = Pattern.compile("--ice:(#[0-9a-f]{6});--floe:(#[0-9a-f]{6});--wash:#[0-9a-f]{6}");
    for (int round = 0; round < 5_000; round++) {
      String accent = "#%06x".formatted(random.nextInt(1 << 24));
      Matcher found = ice.matcher(Brand.colours(accent));
      for (String paper : List.of("#fbfcfb", "#0f171c")) {
        assertThat(found.find()).isTrue();
        Colour under = Colour.of(paper);
        assertThat(Colour.of(found.group(1)).contrast(under))
            .as(accent)
            .isGreaterThanOrEqualTo(4.5);
        assertThat(Colour.of(found.group(2)).contrast(under))
            .as(accent)
            .isGreaterThanOrEqualTo(1.8);
      }
      assertThat(found.find()).isFalse();
    }
    assertThat(Brand.colours("#1d6f94")).contains("--ice:#1d6f94").doesNotContain("--ice:#1d6f94}");
  }

  @Test
  void contrast_isThatOfTheStandard() {
    assertThat(Colour.WHITE.contrast(Colour.BLACK)).isEqualTo(21);
    assertThat(Colour.of("#767676").contrast(Colour.WHITE)).isBetween(4.5, 4.6);
    assertThat(Colour.of("#0a0b0c").hex()).isEqualTo("#0a0b0c");
  }

  @Test
  void markdown_isWrittenInTagsOfOurs() {
    assertThat(
            Markdown.html(
                    """
                    # North

                    We play *jazz* and **more**, `all` day.\\
                    [Us](https://north.example/?a=1&b=2 "title"), [write](mailto:us@north.example),
                    [live](/player/live), [down](#x)

                    > said

                    - one
                    - two

                    1. first

                    ---

                        code <b>
                    """)
                .markup())
        .isEqualTo(
            """
            <h2>North</h2>\
            <p>We play <em>jazz</em> and <strong>more</strong>, <code>all</code> day.<br>\
            <a rel="noopener noreferrer nofollow" href="https://north.example/?a=1&amp;b=2">Us</a>, \
            <a rel="noopener noreferrer nofollow" href="mailto:us@north.example">write</a>,
            <a rel="noopener noreferrer nofollow" href="/player/live">live</a>, \
            <a rel="noopener noreferrer nofollow" href="#x">down</a></p>\
            <blockquote><p>said</p></blockquote>\
            <ul><li><p>one</p></li><li><p>two</p></li></ul>\
            <ol><li><p>first</p></li></ol>\
            <hr><pre>code &lt;b&gt;
            </pre>\
            """);
  }

  @Test
  void markdown_withScriptsPicturesAndForeignSchemes_hasNoneOfThem() {
    String html =
        Markdown.html(
                """
                <script>alert(1)</script>

                Text <img src=x onerror=alert(2)> ![cat](https://elsewhere.example/cat.png)
                [a](javascript:alert(3)) [b](//elsewhere.example) [c](data:text/html,x)
                [d](/\\\\elsewhere.example) <https://north.example/"onclick=x> [e](JaVaScRiPt:x) [f](vbscript:x)
                [g]( javascript&colon;alert(1)) <javascript:alert(1)>

                [h]: javascript:alert(1)
                [h] ![i][h]
                """)
            .markup();
    assertThat(html)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;img src=x onerror=alert(2)&gt; cat")
        .doesNotContain(
            "<script", "<img", "href=\"javascript", "href=\"//", "href=\"data", "href=\"/\\");
    assertOurs(html);
  }

  @Test
  void markdown_ofAnyText_isOurs() {
    Random random = new Random(20261130);
    String[] words = {
      "<script>",
      "</p>",
      "<img src=x onerror=y>",
      "](javascript:x)",
      "[a",
      "](https://n.example/)",
      "![",
      "](",
      ")",
      "[x]: ",
      "<https://a.example/>",
      "*",
      "**",
      "_",
      "`",
      "```\n",
      "> ",
      "- ",
      "1. ",
      "# ",
      "\n",
      "\n\n",
      "    ",
      "&lt;",
      "&#0;",
      "&#x3c;script&#x3e;",
      "\"",
      "'",
      "\\",
      "<!--",
      "-->",
      "<![CDATA[",
      "<?",
      "\ud83d\ude00",
      "\ud800",
      "\ufffe",
      "{{title}}",
      "|",
      "---\n",
      "javascript:",
      "data:",
      "//e.example",
      " onload=",
      "style=",
      "\t",
      "&colon;",
      "a",
      "b c",
    };
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        text.append(words[random.nextInt(words.length)]);
      }
      assertOurs(Markdown.html(text.toString()).markup());
    }
  }

  @Test
  void markdown_asDeepAndLongAsItMayBe_isWrittenInTime() {
    int most = 16 << 10;
    for (String nested :
        List.of(
            ">",
            "> ",
            "- ",
            "*",
            "**a ",
            "*a _b ",
            "[",
            "![",
            "[a](",
            "`",
            "<",
            "1. ",
            "    - ",
            "\\",
            "&",
            "[x]: /y\n",
            "***a** ",
            "<a ",
            "<!--",
            "~",
            "]",
            "*a*")) {
      String text = nested.repeat(most / nested.length());
      long begun = System.nanoTime();
      assertOurs(Markdown.html(text).markup());
      assertOurs(Markdown.html(text + "a" + "*]})".repeat(10)).markup());
      assertThat(System.nanoTime() - begun).as(nested).isLessThan(20_000_000_000L);
    }
    char[] closed = new char[most];
    Arrays.fill(closed, 0, most / 2, '[');
    Arrays.fill(closed, most / 2, most, ']');
    assertOurs(Markdown.html(new String(closed)).markup());
  }

  private static final Pattern OURS =
      Pattern.compile(
          "</?(?:p|h[2-6]|blockquote|ul|ol|li|em|strong|code|pre)>|<br>|<hr>|</a>"
              + "|<a rel=\"noopener noreferrer nofollow\" href=\"(?:https?://|mailto:|/(?![/\\\\])|#)"
              + "[^\"<>\\s]*\">");

  /** What is left without tags that we write has neither begin nor end of a tag. */
  private static void assertOurs(String html) {
    assertThat(OURS.matcher(html).replaceAll("")).doesNotContain("<", ">");
    assertThat(html).doesNotContain("\u0000", "\ud800 ", "\ufffe");
  }
}
