package io.floe.wire.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenditionTest {

  private static final Rendition OPUS = rendition("/live", "/live.opus", Codec.OPUS, 96);

  private static Rendition rendition(String from, String to, Codec codec, int bitrate) {
    return new Rendition(
        new MountName(from), new MountName(to), codec, bitrate, null, null, null, false);
  }

  private static ConfigSnapshot with(Rendition... renditions) {
    return of(Tenant.of("north").with().renditions(List.of(renditions)).build());
  }

  private static ConfigSnapshot of(Tenant... tenants) {
    return ConfigSnapshot.EMPTY.with().version(1).tenants(List.of(tenants)).build();
  }

  @Test
  void renditionsAndSiblings_comeBackAsTheyWere() throws Exception {
    ConfigSnapshot snapshot =
        of(
            Tenant.of("north")
                .with()
                .renditions(
                    List.of(
                        OPUS,
                        new Rendition(
                            new MountName("/live"),
                            new MountName("/low"),
                            Codec.MP3,
                            32,
                            22_050,
                            1,
                            false,
                            true)))
                .siblings(List.of(new Sibling(".mp3", Codec.MP3, 128, null, null, true)))
                .build());
    assertThat(SnapshotJson.parse(SnapshotJson.bytes(snapshot))).isEqualTo(snapshot);
  }

  @Test
  void snapshotOfAnOlderRelease_hasNone() throws Exception {
    Tenant tenant =
        SnapshotJson.parse(
                """
                {"version": 3, "tenants": [{"name": "north", "mounts": [{"name": "/live"}]}]}
                """
                    .getBytes(StandardCharsets.UTF_8))
            .tenants()
            .getFirst();
    assertThat(tenant.renditions()).isEmpty();
    assertThat(tenant.siblings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"from": "/a", "to": "/a", "codec": "mp3", "bitrate": 128}                      | same mount
          {"from": "/a", "to": "/b", "codec": "mp3", "bitrate": 100}                      | bitrate at 44100 Hz is
          {"from": "/a", "to": "/b", "codec": "mp3", "bitrate": 320, "sampleRate": 22050} | bitrate at 22050 Hz is
          {"from": "/a", "to": "/b", "codec": "opus", "bitrate": 500}                     | 16 to 320
          {"from": "/a", "to": "/b", "codec": "opus", "bitrate": 96, "sampleRate": 44100} | sampleRate is one of [48000]
          {"from": "/a", "to": "/b", "codec": "opus", "bitrate": 96, "channels": 6}       | channels is 1 to 2
          {"from": "/a", "to": "/admin/b", "codec": "opus", "bitrate": 96}                | Floe's own pages
          {"from": "/a", "to": "/b", "codec": "aac", "bitrate": 96}                       | codec
          {"from": "/a", "codec": "opus", "bitrate": 96}                                  | a rendition has a to
          """)
  void renditionThatCannotBe_isRefusedWithTheReason(String json, String reason) {
    byte[] bytes =
        ("{\"version\": 1, \"tenants\": [{\"name\": \"north\", \"renditions\": [" + json + "]}]}")
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> SnapshotJson.parse(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void mountThatIsMadeTwice_orOfARendition_isRefused() {
    assertThatThrownBy(() -> SnapshotJson.bytes(with(OPUS, OPUS)))
        .hasMessageContaining("/live.opus is there twice");
    assertThatThrownBy(
            () -> SnapshotJson.bytes(with(OPUS, rendition("/live.opus", "/again", Codec.MP3, 128))))
        .hasMessageContaining("is itself a rendition");
  }

  @Test
  void mountOfAnotherTenant_isNeitherTakenNorMade() {
    Mount theirs = Mount.onTheFly(new MountName("/theirs"));
    Tenant south = Tenant.of("south").with().mounts(List.of(theirs)).build();
    for (Rendition wrong :
        List.of(
            rendition("/theirs", "/mine", Codec.MP3, 128),
            rendition("/mine", "/theirs", Codec.MP3, 128))) {
      Tenant north = Tenant.of("north").with().renditions(List.of(wrong)).build();
      assertThatThrownBy(() -> SnapshotJson.bytes(of(south, north)))
          .hasMessageContaining("/theirs is another tenant's");
    }
  }

  @Test
  void suffixOfASibling_isADotOrHyphenAndAName() {
    for (String wrong : List.of("", "mp3", "./x", ".mp3?", ".")) {
      Tenant tenant =
          Tenant.of("north")
              .with()
              .siblings(List.of(new Sibling(wrong, Codec.MP3, 128, null, null, true)))
              .build();
      assertThatThrownBy(() -> SnapshotJson.bytes(of(tenant)))
          .hasMessageContaining("suffix is a dot or hyphen");
    }
  }

  @Test
  void sibling_isNamedAfterItsMount() {
    Sibling sibling = new Sibling(".mp3", Codec.MP3, 128, null, 1, true);
    assertThat(sibling.of(new MountName("/live")))
        .contains(
            new Rendition(
                new MountName("/live"),
                new MountName("/live.mp3"),
                Codec.MP3,
                128,
                null,
                1,
                null,
                true));
  }
}
