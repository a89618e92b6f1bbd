package io.floe.wire.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrandingTest {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2};
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0};
  private static final byte[] WEBP = {
    'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8'
  };

  @Test
  void logo_isKnownByItsFirstBytes_andSurvivesItsUrl() {
    assertThat(Logo.of(PNG).contentType()).isEqualTo("image/png");
    assertThat(Logo.of(JPEG).contentType()).isEqualTo("image/jpeg");
    assertThat(Logo.of(WEBP).contentType()).isEqualTo("image/webp");
    for (byte[] file : new byte[][] {PNG, JPEG, WEBP}) {
      Logo logo = Logo.of(file);
      assertThat(Logo.parse(logo.url())).isEqualTo(logo);
      assertThat(Logo.parse(logo.url()).bytes()).isEqualTo(file);
    }
  }

  @Test
  void logo_thatIsSomethingElse_isRefused() {
    refused(BrandingRules::logo, "", "is a picture like data:image/png;base64");
    refused(BrandingRules::logo, "https://elsewhere.example/logo.png", "is a picture like");
    refused(BrandingRules::logo, "data:image/svg+xml;base64,PHN2Zy8+", "is a picture like");
    refused(BrandingRules::logo, "data:text/html,<script>", "is a picture like");
    refused(BrandingRules::logo, "data:image/png;base64," + base64("<svg/>".getBytes()), "PNG");
    refused(BrandingRules::logo, "data:image/png;base64," + base64(JPEG), "but image/jpeg");
    refused(BrandingRules::logo, "data:image/png;base64,iVBORw0KGg===", "");
    byte[] large = Arrays.copyOf(PNG, Logo.MOST_BYTES);
    assertThat(Logo.parse(Logo.of(large).url()).bytes()).hasSize(Logo.MOST_BYTES);
    byte[] larger = Arrays.copyOf(PNG, Logo.MOST_BYTES + 1);
    refused(BrandingRules::logo, "data:image/png;base64," + base64(larger), "at most 49152");
    refused(BrandingRules::logo, "data:image/png;base64," + "A".repeat(1 << 20), "at most 49152");
  }

  @Test
  void logo_ofAnyText_isAPictureOrRefused() {
    Random random = new Random(20261130);
    String good = Logo.of(WEBP).url();
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder(good);
      for (int edits = random.nextInt(4); edits >= 0; edits--) {
        int at = random.nextInt(text.length());
        if (random.nextBoolean()) {
          text.setCharAt(at, (char) random.nextInt(128));
        } else {
          text.delete(at, Math.min(text.length(), at + random.nextInt(5)));
        }
      }
      try {
        Logo logo = Logo.parse(text.toString());
        assertThat(Logo.of(logo.bytes()).contentType()).isEqualTo(logo.contentType());
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void texts_haveTheirBounds() {
    assertThat(BrandingRules.name("Nørd")).isEqualTo("Nørd");
    assertThat(BrandingRules.accent("#AbCdEf")).isEqualTo("#abcdef");
    assertThat(BrandingRules.landing("a\r\nb\rc\td")).isEqualTo("a\nb\nc\td");
    refused(BrandingRules::name, " ", "1 to 100 bytes");
    refused(BrandingRules::name, "ø".repeat(51), "1 to 100 bytes");
    refused(BrandingRules::name, "a\nb", "one line");
    refused(BrandingRules::tagline, "x".repeat(301), "1 to 300 bytes");
    refused(BrandingRules::landing, "x".repeat((16 << 10) + 1), "1 to 16384 bytes");
    refused(BrandingRules::landing, "a\u0000b", "control characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "red", "#fff", "#1d6f9", "#1d6f944", "1d6f94", "#1d6f9g", "#1d6f94;"})
  void accent_thatIsNoColour_isRefused(String text) {
    refused(BrandingRules::accent, text, "is a colour like #1d6f94");
  }

  @Test
  void snapshot_isHeldToTheRules_andHasNoneWhenThereIsNone() {
    ConfigSnapshot.Builder builder = ConfigSnapshot.EMPTY.with().version(1);
    assertThat(builder.branding(Branding.NONE).build().branding()).isNull();
    assertThat(builder.build().look()).isEqualTo(Branding.NONE);
    ConfigSnapshot bad = builder.branding(new Branding(null, null, "red", null, null)).build();
    assertThatThrownBy(() -> SnapshotRules.check(bad))
        .hasMessage("branding: accent is a colour like #1d6f94");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static void refused(UnaryOperator<String> rule, String text, String why) {
    assertThatThrownBy(() -> rule.apply(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
