package io.floe.wire.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.Codec;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.Sibling;
import io.floe.wire.station.Station.StatedTenant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a station file says of renditions and siblings. */
class RenditionsTest {

  @Test
  void renditionsAndSiblings_areRead() {
    StationFile.Reading reading =
        read(
            """
            tenants:
              - name: north
                mounts: [{name: /live}, {name: /low}]
                renditions:
                  - {from: /live, to: /live.opus, codec: opus, bitrate: 96}
                  - from: /live
                    to: /low
                    codec: mp3
                    bitrate: 32
                    sampleRate: 22050
                    channels: 1
                    public: false
                    onDemand: true
                siblings:
                  - {suffix: .mp3, codec: mp3, bitrate: 128, onDemand: true}
              - name: south
                siblings: []
              - name: west
            """);

    assertThat(reading.problems()).isEmpty();
    StatedTenant north = reading.station().tenants().getFirst();
    assertThat(north.renditions())
        .containsExactly(
            new Rendition(
                new MountName("/live"),
                new MountName("/live.opus"),
                Codec.OPUS,
                96,
                null,
                null,
                null,
                false),
            new Rendition(
                new MountName("/live"),
                new MountName("/low"),
                Codec.MP3,
                32,
                22_050,
                1,
                false,
                true));
    assertThat(north.siblings())
        .containsExactly(new Sibling(".mp3", Codec.MP3, 128, null, null, true));
    assertThat(reading.station().tenants().get(1).siblings()).isEmpty();
    assertThat(reading.station().tenants().get(2).siblings()).as("says nothing").isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "renditions: /live                                                       | renditions is a list",
        "renditions: [/live]                                                     | list of mappings, each with a from",
        "renditions: [{to: /b, codec: mp3, bitrate: 96}]                         | rendition 1: from is missing",
        "renditions: [{from: /a, codec: mp3, bitrate: 96}]                       | rendition 1: to is missing",
        "renditions: [{from: /a, to: /b, bitrate: 96}]                           | rendition 1: codec is missing",
        "renditions: [{from: /a, to: /b, codec: mp3}]                            | rendition 1: bitrate is missing",
        "renditions: [{from: /a, to: /b, codec: aac, bitrate: 96}]               | codec is mp3 or opus, not 'aac'",
        "renditions: [{from: /a, to: /b, codec: mp3, bitrate: 100}]              | bitrate at 44100 Hz is one of",
        "renditions: [{from: /a, to: /b, codec: mp3, bitrate: many}]             | bitrate is a whole number",
        "renditions: [{from: /a, to: /b, codec: opus, bitrate: 96, sampleRate: 44100}] | sampleRate is one of [48000]",
        "renditions: [{from: /a, to: /b, codec: opus, bitrate: 96, channels: 6}] | channels is a whole number between 1 and 2",
        "renditions: [{from: /a, to: /a, codec: opus, bitrate: 96}]              | to and from are the same mount",
        "renditions: [{from: /a, to: b, codec: opus, bitrate: 96}]               | to is no mount name",
        "renditions: [{from: /a, to: /api/b, codec: opus, bitrate: 96}]          | belongs to Floe's own pages",
        "renditions: [{from: /a, to: /b, codec: opus, bitrate: 96, ondemand: true}] | did you mean 'onDemand'?",
        "renditions: [{from: /a, to: /b, codec: opus, bitrate: 96}, {from: /c, to: /b, codec: opus, bitrate: 96}] | 'to is taken: the rendition ''/b'' is in line 3 already'",
        "renditions: [{from: /a, to: /b, codec: opus, bitrate: 96}, {from: /b, to: /c, codec: mp3, bitrate: 96}]  | 'names /b, which is itself a rendition: name /a'",
        "siblings: .mp3                                                          | siblings is a list",
        "siblings: [.mp3]                                                        | each with a suffix",
        "siblings: [{codec: mp3, bitrate: 96}]                                   | sibling 1: suffix is missing",
        "siblings: [{suffix: mp3, codec: mp3, bitrate: 96}]                      | suffix is a dot or hyphen",
        "siblings: [{suffix: .mp3, codec: mp3, bitrate: 96, public: true}]       | no key 'public'",
        "siblings: [{suffix: .mp3, codec: mp3, bitrate: 7}]                      | bitrate at 44100 Hz",
        "siblings: [{suffix: .a, codec: mp3, bitrate: 96}, {suffix: .a, codec: opus, bitrate: 96}] | is that of a sibling above",
        "sibling: []                                                             | did you mean 'siblings'?",
      })
  void mistake_isToldWithItsLine(String yaml, String said) {
    assertThat(read("tenants:\n  - name: north\n    " + yaml).problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.text()).startsWith("tenant 1: ").contains(said);
          assertThat(problem.line()).isEqualTo(3);
        });
  }

  @Test
  void tooManySiblings_areRefused() {
    StringBuilder yaml = new StringBuilder("tenants:\n  - name: north\n    siblings:\n");
    for (int i = 0; i < 9; i++) {
      yaml.append("      - {suffix: .").append(i).append(", codec: mp3, bitrate: 96}\n");
    }
    assertThat(read(yaml.toString()).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.text()).contains("has at most 8 entries, not 9"));
  }

  @Test
  void mountsOfOtherTenants_areNeitherTakenNorMade() {
    StationFile.Reading reading =
        read(
            """
            tenants:
              - name: north
                users:
                  - {name: bob, role: dj, mounts: [/b, /shared.opus]}
                mounts:
                  - {name: /own, fallback: /theirs.opus}
                renditions:
                  - {from: /theirs, to: /a, codec: mp3, bitrate: 96}
                  - {from: /own, to: /theirs2, codec: mp3, bitrate: 96}
                  - {from: /unstated, to: /b, codec: mp3, bitrate: 96}
              - name: south
                mounts: [{name: /theirs}, {name: /theirs2}]
                renditions:
                  - {from: /theirs, to: /theirs.opus, codec: opus, bitrate: 96}
                  - {from: /unstated, to: /c, codec: opus, bitrate: 96}
            """);

    assertThat(reading.problems()).extracting(Problem::line).containsExactly(6, 8, 9, 15);
    assertThat(reading.problems().get(1).text())
        .isEqualTo(
            "tenant 1: rendition 1: from names /theirs, which belongs to the tenant 'south':"
                + " choose a mount of the same tenant");
    assertThat(reading.problems().get(2).text()).contains("rendition 2: to names /theirs2");
    assertThat(reading.problems().get(3).text())
        .contains("names /unstated, of which the tenant 'north' has a rendition already");
  }

  private static StationFile.Reading read(String yaml) {
    return StationFile.read(yaml, Map.of());
  }
}
