package io.floe.wire.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.config.Branding;
import io.floe.wire.config.Logo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrandsTest {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2};

  @TempDir Path folder;

  @Test
  void branding_isReadWhole_andItsLogoFromAFileBesideTheStationFile() throws IOException {
    Files.write(Files.createDirectory(folder.resolve("art")).resolve("logo.png"), PNG);
    StationFile.Reading reading =
        read(
            """
            branding:
              name: North Radio
              tagline: "Radio: from the north"
              accent: "#1D6F94"
              logo: art/logo.png
              landing: |
                # Welcome

                to the north
            """);
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.station().branding())
        .isEqualTo(
            new Branding(
                "North Radio",
                "Radio: from the north",
                "#1d6f94",
                Logo.of(PNG).url(),
                "# Welcome\n\nto the north\n"));
    assertThat(read("branding: {logo: \"" + Logo.of(PNG).url() + "\"}").station().branding().logo())
        .isEqualTo(Logo.of(PNG).url());
    assertThat(read("prune: false").station().branding()).isEqualTo(Branding.NONE);
  }

  @Test
  void mistakes_areToldWithTheirLines() throws IOException {
    Files.writeString(folder.resolve("logo.svg"), "<svg/>");
    assertThat(
            read("""
            branding:
              accent: red
              logo: logo.svg
              colour: blue
            """)
                .problems())
        .extracting(Problem::line, Problem::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                2, "branding: accent is a colour like #1d6f94, not 'red'"),
            org.assertj.core.groups.Tuple.tuple(
                3, "branding: logo is a picture in PNG, JPEG or WebP"),
            org.assertj.core.groups.Tuple.tuple(
                4,
                "branding: there is no key 'colour'; it may be one of accent, landing, logo, name,"
                    + " tagline"));
    assertThat(read("branding: {logo: none.png}").problems().toString())
        .contains("cannot be read", "beside the station file");
    assertThat(read("branding: {logo: .}").problems().toString()).contains("this is none");
    assertThat(read("branding: blue").problems().toString()).contains("branding is a mapping");
  }

  private StationFile.Reading read(String yaml) {
    return StationFile.read(yaml, Map.of(), folder);
  }
}
