package io.floe.launcher.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.Passwords;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.Mount;
import io.floe.wire.station.Station;
import io.floe.wire.station.StationFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstStartTest {

  private static final String ADMIN = "FLOE_ADMIN_PASSWORD";
  private static final String SOURCE = "FLOE_SOURCE_PASSWORD";
  private static final String LIVE = "FLOE_LIVE_PASSWORD";

  @TempDir private Path temp;

  private DataFolder folder = new DataFolder(Path.of("."));

  @BeforeEach
  void makeFolder() {
    folder = new DataFolder(temp);
  }

  @Test
  void secrets_areToldOnceTheyWork() {
    FirstStart first = first(Map.of(), "");

    assertThat(String.join("\n", first.lines(accounts(first.passwords()))))
        .matches(
            """
            FIRST RUN: SECURE CREDENTIALS GENERATED
              Admin User:          admin
              Admin Password:      [0-9A-Za-z]{20}
              Default Source Pass: [0-9A-Za-z]{20}
              Mount /live Pass:    [0-9A-Za-z]{20}\
            """
                .indent(0)
                .strip());
    assertThat(first.lines(ConfigSnapshot.EMPTY)).isEmpty();
    Map<String, String> others = Map.of(ADMIN, "a", SOURCE, "b", LIVE, "c");
    assertThat(first.lines(accounts(others))).isEmpty();
    assertThat(first.livePassword(accounts(others))).isEmpty();
    assertThat(first.toString()).doesNotContain(first.passwords().get(ADMIN));
  }

  @Test
  void secrets_haveTwentyOfSixtyTwoAndDoNotRepeat() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      assertThat(seen.add(Passwords.generate())).isTrue();
    }
    assertThat(20 * Math.log(62) / Math.log(2)).isGreaterThan(96);
    assertThat(seen).allMatch(secret -> secret.matches("[0-9A-Za-z]{20}"));
  }

  @Test
  void startThatWasCutShort_keepsItsSecretsUntilTheyWereTold() throws Exception {
    FirstStart first = first(Map.of(), "");

    assertThat(first(Map.of(), "")).isEqualTo(first);
    assertThat(Files.getPosixFilePermissions(folder.firstStart())).hasSize(2);

    FirstStart.over(folder);

    assertThat(FirstStart.of(folder, Map.of(), Station.NOTHING)).isEmpty();
    assertThat(folder.firstStart()).doesNotExist();
  }

  @Test
  void environment_givesPasswordsThatAreNotTold() {
    Map<String, String> environment = Map.of(ADMIN, "one", SOURCE, "two", LIVE, "three");
    FirstStart first = first(environment, "");

    assertThat(first.passwords()).isEqualTo(environment);
    assertThat(first.untold()).isEmpty();
    assertThat(first.lines(accounts(environment))).isEmpty();
    assertThat(folder.firstStart()).content().doesNotContain("three");
  }

  @Test
  void environment_withSome_leavesTheOthersGenerated() {
    FirstStart first = first(Map.of(LIVE, "x"), "");

    assertThat(first.untold()).containsExactly(ADMIN, SOURCE);
    assertThat(first.lines(accounts(first.passwords()))).hasSize(4);
  }

  @Test
  void environment_withUnusablePassword_isRefused() {
    assertThatThrownBy(() -> first(Map.of(ADMIN, "x".repeat(72)), ""))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining(ADMIN)
        .hasMessageNotContaining("xx");
  }

  @Test
  void passwordsThatTheFileGives_areNotTold() {
    assertThat(untold("tenants: [{name: default, sourcePassword: a}]"))
        .containsExactly(ADMIN, LIVE);
    assertThat(untold("tenants: [{name: default, mounts: [{name: /live, password: a}]}]"))
        .containsExactly(ADMIN, SOURCE);
    assertThat(untold("tenants: [{name: default, mounts: [{name: /live}]}]"))
        .containsExactly(ADMIN, SOURCE, LIVE);
    assertThat(untold("tenants: [{name: north, mounts: [{name: /live}]}]"))
        .containsExactly(ADMIN, SOURCE);
    assertThat(untold("prune: true")).containsExactly(ADMIN);
  }

  private List<String> untold(String yaml) {
    return first(Map.of(), yaml).untold();
  }

  private FirstStart first(Map<String, String> environment, String yaml) {
    Station station = StationFile.read(yaml, Map.of()).station();
    return FirstStart.of(folder, environment, station).orElseThrow();
  }

  /** What the admin service makes of them. */
  private static ConfigSnapshot accounts(Map<String, String> passwords) {
    Mount live =
        Mount.onTheFly(FirstStart.LIVE)
            .with()
            .passwordHash(Passwords.hash(passwords.get(LIVE)))
            .build();
    return ConfigSnapshot.EMPTY
        .with()
        .admins(
            List.of(
                new ConfigSnapshot.Account(FirstStart.ADMIN, Passwords.hash(passwords.get(ADMIN)))))
        .tenants(
            List.of(
                ConfigSnapshot.Tenant.of(FirstStart.TENANT)
                    .with()
                    .sourcePasswordHash(Passwords.hash(passwords.get(SOURCE)))
                    .mounts(List.of(live))
                    .build()))
        .build();
  }
}
