package io.floe.launcher.station;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.Passwords;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.station.Station;
import io.floe.wire.station.StationFile;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FirstStartTest {

  @Test
  void secrets_arePrintedOnceAndStoredAsHashes() {
    FirstStart first = FirstStart.with(Map.of(), Station.NOTHING);

    assertThat(String.join("\n", first.lines()))
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
    ConfigSnapshot snapshot = first.snapshot();
    assertThat(matches(first.adminPassword(), snapshot.admins().getFirst().passwordHash()))
        .isTrue();
    assertThat(matches(first.sourcePassword(), snapshot.tenants().getFirst().sourcePasswordHash()))
        .isTrue();
    assertThat(matches(first.livePassword(), snapshot.settings(FirstStart.LIVE).passwordHash()))
        .isTrue();
    assertThat(snapshot.tenants().getFirst().createMounts()).isTrue();
    assertThat(snapshot.toString())
        .doesNotContain(String.valueOf(first.adminPassword()))
        .doesNotContain(String.valueOf(first.sourcePassword()))
        .doesNotContain(String.valueOf(first.livePassword()));
    assertThat(first.toString()).doesNotContain(String.valueOf(first.adminPassword()));
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
  void environment_givesPasswordsThatAreNotPrinted() {
    FirstStart first =
        FirstStart.with(
            Map.of(
                "FLOE_ADMIN_PASSWORD", "one",
                "FLOE_SOURCE_PASSWORD", "two",
                "FLOE_LIVE_PASSWORD", "three"),
            Station.NOTHING);

    assertThat(first.lines()).isEmpty();
    assertThat(matches("one", first.snapshot().admins().getFirst().passwordHash())).isTrue();
    assertThat(matches("two", first.snapshot().tenants().getFirst().sourcePasswordHash())).isTrue();
    assertThat(matches("three", first.snapshot().settings(FirstStart.LIVE).passwordHash()))
        .isTrue();
  }

  @Test
  void environment_withSome_leavesTheOthersGenerated() {
    FirstStart first = FirstStart.with(Map.of("FLOE_LIVE_PASSWORD", "x"), Station.NOTHING);

    assertThat(first.lines()).hasSize(4);
    assertThat(first.livePassword()).isNull();
    assertThat(first.adminPassword()).isNotNull();
  }

  @Test
  void environment_withUnusablePassword_isRefused() {
    assertThatThrownBy(
            () -> FirstStart.with(Map.of("FLOE_ADMIN_PASSWORD", "x".repeat(72)), Station.NOTHING))
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("FLOE_ADMIN_PASSWORD")
        .hasMessageNotContaining("xx");
  }

  @Test
  void passwordsThatTheFileGives_areNotGenerated() {
    assertThat(lines("tenants: [{name: default, sourcePassword: a}]"))
        .noneMatch(line -> line.contains("Default Source"))
        .anyMatch(line -> line.contains("/live"));
    assertThat(lines("tenants: [{name: default, mounts: [{name: /live, password: a}]}]"))
        .noneMatch(line -> line.contains("/live"))
        .anyMatch(line -> line.contains("Default Source"));
    assertThat(lines("tenants: [{name: default, mounts: [{name: /live}]}]"))
        .anyMatch(line -> line.contains("/live"));
    assertThat(lines("tenants: [{name: north, mounts: [{name: /live}]}]"))
        .noneMatch(line -> line.contains("/live"));
    assertThat(lines("prune: true")).hasSize(3).anyMatch(line -> line.contains("Admin Password"));
  }

  private static java.util.List<String> lines(String yaml) {
    return FirstStart.with(Map.of(), StationFile.read(yaml, Map.of()).station()).lines();
  }

  private static boolean matches(
      @org.jspecify.annotations.Nullable String password,
      @org.jspecify.annotations.Nullable String hash) {
    return Passwords.matches(String.valueOf(password), String.valueOf(hash));
  }
}
