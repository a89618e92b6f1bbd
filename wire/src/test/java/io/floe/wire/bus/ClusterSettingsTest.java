package io.floe.wire.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ClusterSettingsTest {

  private record Said(
      Optional<String> name,
      Optional<String> host,
      OptionalInt port,
      Optional<List<String>> members,
      Optional<String> serviceDns)
      implements ClusterSettings.Given {}

  private static final Said NOTHING =
      new Said(
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty());

  @Test
  void nothingGiven_staysOnThisMachine() {
    assertThat(ClusterSettings.of(NOTHING))
        .isEqualTo(new ClusterSettings("floe", "127.0.0.1", 5701, List.of(), Optional.empty()));
  }

  @Test
  void whatIsGiven_isTaken() {
    assertThat(
            ClusterSettings.of(
                new Said(
                    Optional.of("north"),
                    Optional.of("192.0.2.1"),
                    OptionalInt.of(0),
                    Optional.of(List.of("192.0.2.2:5701")),
                    Optional.of("floe-cluster"))))
        .isEqualTo(
            new ClusterSettings(
                "north", "192.0.2.1", 0, List.of("192.0.2.2:5701"), Optional.of("floe-cluster")));
  }

  @Test
  void whatCannotBe_isRefusedWithTheReason() {
    assertThatThrownBy(() ->
            ClusterSettings.of(
                new Said(
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.of(65_536),
                    Optional.empty(),
                    Optional.empty())))
        .hasMessageContaining("0 to 65535");
    assertThatThrownBy(() ->
            ClusterSettings.of(
                new Said(
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    Optional.of(List.of("no-port")),
                    Optional.empty())))
        .hasMessageContaining("host:port");
  }
}
