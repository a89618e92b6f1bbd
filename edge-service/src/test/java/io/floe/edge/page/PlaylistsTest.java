package io.floe.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.http.RequestHead;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** Playlists of mounts, for other players. */
class PlaylistsTest extends PagesOnAir {

  @Test
  void playlists_ofAMountOnTheAir_nameItsUrl() {
    onAir(stream("/nord/jåzz.mp3", "Jåzz\r\n& <friends>", "", true));

    String url = "http://radio.example:8080/nord/j%c3%a5zz.mp3";
    assertThat(type("/nord/j%C3%A5zz.mp3.m3u")).isEqualTo("audio/x-mpegurl");
    assertThat(body(get("/nord/j%C3%A5zz.mp3.m3u"))).isEqualTo(url + "\r\n");
    assertThat(type("/nord/j%C3%A5zz.mp3.pls")).isEqualTo("audio/x-scpls");
    assertThat(body(get("/nord/j%C3%A5zz.mp3.pls")))
        .isEqualTo(
            "[playlist]\r\nNumberOfEntries=1\r\nFile1="
                + url
                + "\r\nTitle1=Jåzz  & <friends>\r\nLength1=-1\r\nVersion=2\r\n");
    assertThat(type("/nord/j%C3%A5zz.mp3.xspf")).isEqualTo("application/xspf+xml");
  }

  @Test
  void xspf_ofAnyName_isWellFormed() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      onAir(stream("/live", "x" + noise(random), "", true));
      Document xspf = xml(body(get("/live.xspf")));
      assertThat(xspf.getElementsByTagName("location").item(0).getTextContent())
          .isEqualTo("http://radio.example:8080/live");
    }
  }

  @Test
  void playlists_followHostAndPublicUrl() {
    onAir(stream("/live", "N", "", true));

    assertThat(body(get("/live.m3u", "[2001:db8::1]:9000")))
        .isEqualTo("http://[2001:db8::1]:9000/live\r\n");
    assertThat(body(get("/live.m3u", "192.0.2.7"))).isEqualTo("http://192.0.2.7:8080/live\r\n");
    assertThat(body(get("/live.m3u", "evil/x"))).isEqualTo("http://localhost:8080/live\r\n");
    config.publicUrl("https://radio.example");
    assertThat(body(get("/live.m3u", "evil/x"))).isEqualTo("https://radio.example/live\r\n");
  }

  @Test
  void playlists_behindAProxyWithTls_areHttps() {
    onAir(stream("/live", "N", "", true));

    assertThat(body(pages.apply(proxied("radio.example:443", true))))
        .isEqualTo("https://radio.example/live\r\n");
    assertThat(body(pages.apply(proxied("radio.example:8443", true))))
        .isEqualTo("https://radio.example:8443/live\r\n");
    assertThat(body(pages.apply(proxied("radio.example:80", false))))
        .isEqualTo("http://radio.example/live\r\n");
  }

  private static RequestHead proxied(String host, boolean secure) {
    return new RequestHead("GET", "/live.m3u", "HTTP", 1, 1, List.of(), false)
        .asked(Optional.of(host), secure);
  }

  @Test
  void playlists_ofConfiguredButSilentMounts_exist_ofUnknownOnesNot() {
    config.mounts(mount("/quiet", true));

    assertThat(get("/quiet.m3u").orElseThrow().status()).isEqualTo(200);
    assertThat(get("/none.m3u").orElseThrow().status()).isEqualTo(404);
    assertThat(get("/.m3u").orElseThrow().status()).isEqualTo(404);
    onAir(stream("/odd.m3u", "N", "", true));
    assertThat(get("/odd.m3u")).isEmpty();
    assertThat(get("/odd.m3u.m3u").orElseThrow().status()).isEqualTo(200);
  }
}
