package io.floe.launcher.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.launcher.folder.Passwords;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.CidrSet;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.station.Station;
import io.floe.wire.station.StationFile;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AppliedTest {

  private static final MountName LIVE = new MountName("/live");

  private final ConfigSnapshot base = FirstStart.with(Map.of(), Station.NOTHING).snapshot();

  @Test
  void nothing_changesNothing() {
    assertThat(Applied.to(base, Station.NOTHING)).isEqualTo(base);
  }

  @Test
  void sameStation_appliedTwice_changesNothing() {
    Station station =
        station(
            """
            publicUrl: http://a.example
            tenants:
              - name: north
                sourcePassword: one
                mounts:
                  - {name: /jazz, password: two, genre: jazz}
            """);

    ConfigSnapshot once = Applied.to(base, station);

    assertThat(Applied.to(once, station)).isEqualTo(once);
    Tenant north = tenant(once, "north");
    assertThat(Passwords.matches("one", String.valueOf(north.sourcePasswordHash()))).isTrue();
    assertThat(north.createMounts()).isFalse();
  }

  @Test
  void otherObjects_stay() {
    ConfigSnapshot applied = Applied.to(base, station("tenants: [{name: north}]"));

    assertThat(applied.tenants()).extracting(Tenant::name).containsExactly("default", "north");
    assertThat(tenant(applied, "default")).isEqualTo(tenant(base, "default"));
  }

  @Test
  void otherObjects_withPrune_go() {
    ConfigSnapshot applied =
        Applied.to(
            base, station("prune: true\ntenants: [{name: default, mounts: [{name: /other}]}]"));

    assertThat(tenant(applied, "default").mounts())
        .extracting(Mount::name)
        .containsExactly(new MountName("/other"));
    assertThat(Applied.to(base, station("prune: true")).tenants()).isEmpty();
  }

  @Test
  void proxiesAndBans_areAsTheFileLastSaid() {
    Station station = station("trustedProxies: [10.0.0.0/8]\nbans: [192.0.2.0/24, 192.0.3.7]");
    ConfigSnapshot applied = Applied.to(base, station);

    assertThat(applied.trustedProxies()).hasToString("[10.0.0.0/8]");
    assertThat(applied.bans()).hasToString("[192.0.2.0/24, 192.0.3.7]");
    assertThat(Applied.to(applied, Station.NOTHING)).isEqualTo(applied);
    assertThat(Applied.to(applied, station("bans: []")))
        .isEqualTo(applied.with().bans(CidrSet.NONE).build());
  }

  @Test
  void statedMount_withoutPassword_keepsItsOwn() {
    ConfigSnapshot applied =
        Applied.to(base, station("tenants: [{name: default, mounts: [{name: /live, burst: 0}]}]"));

    Mount live = applied.settings(LIVE);
    assertThat(live.burst()).isZero();
    assertThat(live.passwordHash()).isEqualTo(base.settings(LIVE).passwordHash());
  }

  @Test
  void settingTakenOutOfTheFile_fallsBackToItsDefault() {
    ConfigSnapshot with =
        Applied.to(
            base, station("tenants: [{name: default, mounts: [{name: /live, maxListeners: 5}]}]"));
    ConfigSnapshot without =
        Applied.to(with, station("tenants: [{name: default, mounts: [{name: /live}]}]"));

    assertThat(with.settings(LIVE).maxListeners()).isEqualTo(5);
    assertThat(without).isEqualTo(base);
  }

  @Test
  void mountOfAnotherTenant_movesWithoutItsPassword() {
    ConfigSnapshot applied =
        Applied.to(base, station("tenants: [{name: north, mounts: [{name: /live}]}]"));

    assertThat(applied.mount(LIVE).orElseThrow().tenant().name()).isEqualTo("north");
    assertThat(applied.settings(LIVE).passwordHash()).isNull();
    assertThat(tenant(applied, "default").mounts()).isEmpty();
  }

  @Test
  void changedPassword_isHashedAnew() {
    ConfigSnapshot one = Applied.to(base, station("tenants: [{name: a, sourcePassword: one}]"));
    ConfigSnapshot two = Applied.to(one, station("tenants: [{name: a, sourcePassword: two}]"));

    assertThat(Passwords.matches("two", String.valueOf(tenant(two, "a").sourcePasswordHash())))
        .isTrue();
  }

  private static Tenant tenant(ConfigSnapshot snapshot, String name) {
    return snapshot.tenants().stream()
        .filter(tenant -> tenant.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Station station(String yaml) {
    StationFile.Reading reading = StationFile.read(yaml, Map.of());
    assertThat(reading.problems()).isEmpty();
    return reading.station();
  }
}
