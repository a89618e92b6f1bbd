package io.floe.launcher.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeyTest {

  private static final String GIVEN = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir private Path temp;

  @Test
  void key_isMadeOnce_forItsOwnerOnly() throws IOException {
    DataFolder folder = new DataFolder(temp);
    Map<String, String> first = SecretKey.forAdmin(folder, Map.of());
    assertThat(Base64.getDecoder().decode(first.get("FLOE_SECRET_KEY"))).hasSize(32);
    assertThat(first).hasSize(1);
    assertThat(SecretKey.forAdmin(folder, Map.of())).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.secretKey())))
        .isEqualTo("rw-------");
    assertThat(SecretKey.forAdmin(new DataFolder(temp.resolve("other")), given()))
        .isNotEqualTo(first);
  }

  @Test
  void keyOfTheEnvironment_comesFirst_andTheOneBeforeStillOpens() {
    DataFolder folder = new DataFolder(temp);
    assertThat(SecretKey.forAdmin(folder, given())).isEqualTo(given());
    assertThat(folder.secretKey()).doesNotExist();
    String made = SecretKey.forAdmin(folder, Map.of()).get("FLOE_SECRET_KEY");
    assertThat(SecretKey.forAdmin(folder, given()))
        .containsEntry("FLOE_SECRET_KEY", GIVEN)
        .containsEntry("FLOE_SECRET_KEY_OLD", made);
  }

  @Test
  void whatIsNoKey_isSaid() throws IOException {
    DataFolder folder = new DataFolder(temp);
    assertThatThrownBy(() -> SecretKey.forAdmin(folder, Map.of("FLOE_SECRET_KEY", "short")))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageStartingWith("FLOE_SECRET_KEY is no key");
    Files.writeString(folder.secretKey(), "damaged");
    assertThatThrownBy(() -> SecretKey.forAdmin(folder, Map.of()))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining(folder.secretKey().toString());
  }

  private static Map<String, String> given() {
    return Map.of("FLOE_SECRET_KEY", GIVEN);
  }
}
