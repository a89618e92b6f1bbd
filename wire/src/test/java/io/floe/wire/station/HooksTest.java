package io.floe.wire.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.station.Station.Password;
import io.floe.wire.station.Station.StatedTenant;
import io.floe.wire.station.Station.StatedWebhook;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a station file says of webhooks. */
class HooksTest {

  private static final String GOOD = "url: https://a.example/, secret: 0123456789abcdef";

  @Test
  void webhooks_areRead() {
    StationFile.Reading reading =
        read(
            """
            tenants:
              - name: north
                webhooks:
                  - url: https://hooks.example/floe?a=b
                    events: [source.lost, listeners.threshold, source.lost]
                    mounts: [/live]
                    threshold: 100
                    enabled: false
                    secret: {env: HOOK}
                  - {url: "http://b.example/", events: [login.lockout], secret: {env: HOOK}}
              - name: south
                webhooks: []
              - name: west
            """);
    assertThat(reading.problems()).isEmpty();
    StatedTenant north = reading.station().tenants().getFirst();
    Password.Clear secret = new Password.Clear("sixteen-at-least");
    assertThat(north.webhooks())
        .containsExactly(
            new StatedWebhook(
                "https://hooks.example/floe?a=b",
                List.of("source.lost", "listeners.threshold"),
                List.of(new MountName("/live")),
                100,
                false,
                secret),
            new StatedWebhook(
                "http://b.example/", List.of("login.lockout"), List.of(), null, true, secret));
    assertThat(north.toString()).doesNotContain("sixteen");
    assertThat(reading.station().tenants().get(1).webhooks()).isEmpty();
    assertThat(reading.station().tenants().get(2).webhooks()).as("says nothing").isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "webhooks: /live | webhooks is a list",
        "webhooks: [a] | list of mappings, each with a url",
        "webhooks: [{events: [source.lost], secret: 0123456789abcdef}] | webhook 1: url is missing",
        "webhooks: [{GOOD}] | webhook 1: events is missing",
        "webhooks: [{url: https://a.example/, events: [source.lost]}] | webhook 1: secret is missing",
        "webhooks: [{GOOD, events: []}] | names at least one of source.connected",
        "webhooks: [{GOOD, events: [source.gone]}] | is source.connected or source.lost",
        "webhooks: [{GOOD, events: [listeners.threshold]}] | threshold is missing",
        "webhooks: [{GOOD, events: [source.lost], threshold: 5}] | threshold is of no use",
        "webhooks: [{GOOD, events: [listeners.threshold], threshold: 0}] | is a whole number",
        "webhooks: [{GOOD, events: [source.lost], mounts: []}] | names at least one mount",
        "webhooks: [{GOOD, events: [source.lost], mounts: [live]}] | is no mount name",
        "webhooks: [{GOOD, events: [source.lost], colour: red}] | no key 'colour'",
        "webhooks: [{GOOD, events: [source.lost]}, {GOOD, events: [source.lost]}] | url is that of a webhook above",
        "webhooks: [{url: ftp://a/, events: [source.lost], secret: 0123456789abcdef}] | url is a URL",
        "webhooks: [{url: https://a.example/, events: [source.lost], secret: short}] | has 16 to 256 characters",
        "webhooks: [{url: https://a.example/, events: [source.lost], secret: {env: MISSING}}] | which is not set",
      })
  void mistakes_areTold(String line, String expected) {
    StationFile.Reading reading =
        read("tenants:\n  - name: north\n    " + line.replace("GOOD", GOOD) + "\n");
    assertThat(reading.problems())
        .anySatisfy(problem -> {
          assertThat(problem.line()).isEqualTo(3);
          assertThat(problem.text()).contains("tenant 1").contains(expected);
        });
  }

  @Test
  void hash_signsNothing() {
    String hash = "$2b$10$abcdefghijklmnopqrstuuN1n5zqQ9vJcKcTtY0m0Jm1o5sQ1q1Jm";
    StationFile.Reading reading =
        read(
            """
            tenants:
              - name: north
                webhooks:
                  - {url: "https://a.example/", events: [source.lost], secret: {hash: "%s"}}
            """
                .formatted(hash));
    assertThat(reading.problems()).isNotEmpty();
    assertThat(reading.problems().toString()).contains("secret");
  }

  private static StationFile.Reading read(String yaml) {
    return StationFile.read(yaml, Map.of("HOOK", "sixteen-at-least"));
  }
}
