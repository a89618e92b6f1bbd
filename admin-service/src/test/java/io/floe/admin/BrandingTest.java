package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.floe.admin.station.Applying;
import io.floe.wire.config.Branding;
import io.floe.wire.config.Logo;
import io.floe.wire.station.StationFile;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the pages for listeners look, by REST and by the station file. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class BrandingTest {

  private static final String LOGO =
      Logo.of(
              Arrays.copyOf(
                  new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, Logo.MOST_BYTES))
          .url();

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;
  @Inject FeedPublisher publisher;
  @Inject Applying applying;

  private Platform platform;
  private World world;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    world = new World(source);
    world.lay();
  }

  private Platform.Answer patch(String body) {
    return platform.call("PATCH", "/api/v1/branding", World.as("superadmin"), body);
  }

  @Test
  void branding_isPublished_shownToEverybody_andGoesBackToNothing() {
    Platform.Answer changed =
        patch(
            "{\"name\":\"North Radio\",\"accent\":\"#1D6F94\",\"logo\":\""
                + LOGO
                + "\",\"landing\":\"# Hei\\r\\n<b>\"}");
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    Branding wanted = new Branding("North Radio", null, "#1d6f94", LOGO, "# Hei\n<b>");
    assertThat(publisher.newest().branding()).isEqualTo(wanted);
    Platform.Answer shown = platform.get("/api/v1/branding", World.as("viewer"));
    assertThat(shown.json()).isEqualTo(changed.json());
    assertThat(shown.json().path("logo").asText()).isEqualTo(LOGO);
    assertThat(shown.json().path("managed").asBoolean(true)).isFalse();

    long version = publisher.newest().version();
    assertThat(patch(shown.text()).status()).as("as it was shown").isEqualTo(200);
    assertThat(publisher.newest().version()).isEqualTo(version);

    String audit = platform.get("/api/v1/audit", World.as("superadmin")).text();
    assertThat(audit)
        .contains("\"object\":\"branding\"", "image/png, 49152 bytes, ", "North Radio")
        .doesNotContain("base64");

    assertThat(patch("{\"name\":null,\"accent\":null,\"logo\":null,\"landing\":null}").status())
        .isEqualTo(200);
    assertThat(publisher.newest().branding()).isNull();
    assertThat(platform.get("/api/v1/branding", World.as("viewer")).text())
        .isEqualTo("{\"managed\":false}");
  }

  @Test
  void mistakes_areToldByField_andChangeNothing() {
    Platform.Answer refused =
        patch(
            """
            {"name": "", "tagline": "a\\nb", "accent": "red", "logo": "https://x.example/a.png",
             "landing": "a\\u0000", "colour": "#000000"}
            """);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder("name", "tagline", "accent", "logo", "landing", "colour");
    assertThat(publisher.newest().branding()).isNull();
  }

  @Test
  void stationFile_hasTheSayAboutWhatItStates() {
    applying.apply(
        StationFile.read("branding: {name: North Radio, accent: \"#112233\"}", Map.of()).station());
    assertThat(publisher.newest().look())
        .isEqualTo(new Branding("North Radio", null, "#112233", null, null));
    assertThat(platform.get("/api/v1/branding", World.as("dj")).json().path("managed").asBoolean())
        .isTrue();
    Platform.Answer refused = patch("{\"name\":\"Other\",\"tagline\":\"hei\"}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).contains("Branding: name is managed by the station file");
    assertThat(patch("{\"tagline\":\"hei\"}").status()).isEqualTo(200);
    applying.apply(StationFile.read("branding: {accent: \"#112233\"}", Map.of()).station());
    assertThat(publisher.newest().look())
        .as("what it states no more stays, and may be changed")
        .isEqualTo(new Branding("North Radio", "hei", "#112233", null, null));
    assertThat(patch("{\"name\":\"Other\"}").status()).isEqualTo(200);
  }
}
