package io.floe.launcher.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.launcher.folder.LaunchProblem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinariesTest {

  @ParameterizedTest
  @CsvSource({
    "amd64,postgres-linux-x86_64.txz",
    "x86_64,postgres-linux-x86_64.txz",
    "aarch64,postgres-linux-arm_64.txz"
  })
  void archive_isThereForEachKindOfLinux(String processor, String archive) {
    assertThat(Binaries.archive("Linux", processor)).isEqualTo(archive);
    assertThat(Binaries.class.getResource("/" + archive)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"Mac OS X,aarch64", "Linux,riscv64", "Windows 11,amd64"})
  void otherMachine_isToldToBringItsOwn(String system, String processor) {
    assertThatThrownBy(() -> Binaries.archive(system, processor))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("FLOE_DATABASE_URL");
  }

  @Test
  void databaseOfTheEnvironment_isTakenWhole() {
    assertThat(Access.given(Map.of())).isEmpty();
    Access access =
        Access.given(
                Map.of("FLOE_DATABASE_URL", "jdbc:postgresql://db/floe", "FLOE_DATABASE_USER", "u"))
            .orElseThrow();
    assertThat(access.environment())
        .containsOnly(
            Map.entry("FLOE_DATABASE_URL", "jdbc:postgresql://db/floe"),
            Map.entry("FLOE_DATABASE_USER", "u"));
    assertThatThrownBy(() -> Access.given(Map.of("FLOE_DATABASE_USER", "u")))
        .hasMessageContaining("without FLOE_DATABASE_URL");
    assertThatThrownBy(() -> Access.given(Map.of("FLOE_DATABASE_URL", "mysql://db")))
        .hasMessageContaining("no JDBC URL of a Postgres");
  }
}
