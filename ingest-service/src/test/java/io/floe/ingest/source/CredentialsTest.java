package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Names and passwords beyond ASCII, as encoders send them. */
class CredentialsTest {

  @Test
  void basic_inUtf8AndInLatin1_isTheSameLogin() {
    for (Charset charset :
        new Charset[] {StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1 /* Mixxx 2.3 */}) {
      Credentials read =
          Credentials.basic(
                  "Basic " + Base64.getEncoder().encodeToString("böb:pé:ß/@".getBytes(charset)))
              .orElseThrow();
      assertThat(read.user()).as(charset.name()).isEqualTo("böb");
      assertThat(new String(read.password(), StandardCharsets.UTF_8)).isEqualTo("pé:ß/@");
    }
  }

  @Test
  void passwordBeyondItsLimit_isCut() {
    byte[] long1 = "é".repeat(2_000).getBytes(StandardCharsets.UTF_8);
    byte[] long2 = "é".repeat(2_000).getBytes(StandardCharsets.ISO_8859_1);
    assertThat(new Credentials("x", long1).password())
        .hasSize(1024)
        .isEqualTo(new Credentials("x", long2).password());
  }

  @Test
  void passwordLine_inUtf8AndInLatin1_namesTheSameMountAndPassword() {
    for (Charset charset : new Charset[] {StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1}) {
      String line =
          new String("/jäzz$(x);[a]:dä:pé".getBytes(charset), StandardCharsets.ISO_8859_1);
      PasswordLine read = PasswordLine.read(line);
      assertThat(read.mount()).contains(new MountName("/jäzz$(x);[a]"));
      assertThat(read.options())
          .extracting(
              Credentials::user, each -> new String(each.password(), StandardCharsets.UTF_8))
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("source", "dä:pé"),
              org.assertj.core.groups.Tuple.tuple("dä", "pé"));
    }
  }
}
