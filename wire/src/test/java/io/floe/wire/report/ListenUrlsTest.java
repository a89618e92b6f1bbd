package io.floe.wire.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.ListenUrls.Host;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListenUrlsTest {

  private static final MountName LIVE = new MountName("/live");

  @Test
  void host_ofEveryGoodForm_isRead() {
    assertThat(Host.parse("radio.example")).contains(new Host("radio.example", Optional.empty()));
    assertThat(Host.parse("radio.example:81")).contains(new Host("radio.example", Optional.of(81)));
    assertThat(Host.parse("192.0.2.1:8080")).contains(new Host("192.0.2.1", Optional.of(8080)));
    assertThat(Host.parse("[2001:db8::1]")).contains(new Host("[2001:db8::1]", Optional.empty()));
    assertThat(Host.parse("[::ffff:192.0.2.1]:9"))
        .contains(new Host("[::ffff:192.0.2.1]", Optional.of(9)));
    assertThat(Host.parse("edge_1")).contains(new Host("edge_1", Optional.empty()));
  }

  @Test
  void host_ofAnyOtherForm_isNotRepeated() {
    for (String bad :
        List.of(
            "",
            ":80",
            "a b",
            "a\"b",
            "evil.example/path",
            "user@evil.example",
            "a<script>",
            "a\r\nX: y",
            "h:0",
            "h:65536",
            "h:99999",
            "h:",
            "::1",
            "[::1",
            "[zz]",
            "-h",
            "x".repeat(300))) {
      assertThat(Host.parse(bad)).as(bad).isEmpty();
    }
  }

  @Test
  void edgeFor_withSeveralEdges_choosesAmongAllOfThem() {
    Random random = new Random(1);
    Set<String> urls = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      urls.add(
          ListenUrls.edgeFor(LIVE, "radio.example:8000", null, edges(8080, 8081), random)
              .orElseThrow()
              .toString());
    }

    assertThat(urls)
        .containsExactlyInAnyOrder(
            "http://radio.example:8080/live", "http://radio.example:8081/live");
  }

  @Test
  void edgeFor_anyGoodHost_isAUri() {
    for (String host : List.of("edge_1", "[::1]:8000", "192.0.2.1", "", "evil\r\nX: y")) {
      assertThat(ListenUrls.edgeFor(LIVE, host, null, edges(8080), new Random(1)))
          .isPresent()
          .get()
          .extracting(Object::toString)
          .asString()
          .endsWith(":8080/live")
          .doesNotContain("evil");
    }
  }

  @Test
  void edgeFor_withoutEdges_isNowhere() {
    assertThat(ListenUrls.edgeFor(LIVE, "h", null, List.of(), new Random(1))).isEmpty();
  }

  @Test
  void edgeFor_withPublicUrl_needsNeitherHostNorEdge() {
    assertThat(ListenUrls.edgeFor(LIVE, "a\"b", "https://r.example/", List.of(), new Random(1)))
        .contains(URI.create("https://r.example/live"));
  }

  @Test
  void edgeFor_withPublicUrlThatIsNone_ignoresIt() {
    for (String bad : List.of("radio.example", "https://a b", "x\r\n", "javascript:x//", "")) {
      assertThat(ListenUrls.edgeFor(LIVE, "h", bad, edges(8080), new Random(1)))
          .contains(URI.create("http://h:8080/live"));
    }
    assertThat(ListenUrls.edgeFor(LIVE, "h", "http://[::1]:81/radio//", List.of(), new Random(1)))
        .contains(URI.create("http://[::1]:81/radio/live"));
  }

  @Test
  void mount_ofAnyScript_isEscapedAsUtf8() {
    assertThat(ListenUrls.escape(new MountName("/nord/jåzz.mp3"))).isEqualTo("/nord/j%c3%a5zz.mp3");
    assertThat(ListenUrls.escape(new MountName("/a+b[c]"))).isEqualTo("/a+b%5bc%5d");
  }

  private static List<NodeInfo> edges(int... ports) {
    return java.util.Arrays.stream(ports)
        .mapToObj(p -> new NodeInfo(new NodeId("e" + p), NodeInfo.Role.EDGE, "1", p, 0))
        .toList();
  }
}
