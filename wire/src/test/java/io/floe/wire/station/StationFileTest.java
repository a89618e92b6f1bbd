package io.floe.wire.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.client.CidrSet;
import io.floe.wire.config.ConfigSnapshot.IcecastPortListeners;
import io.floe.wire.config.Mount;
import io.floe.wire.station.Station.Password;
import io.floe.wire.station.Station.StatedMount;
import io.floe.wire.station.Station.StatedTenant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StationFileTest {

  private static final String HASH = "$2b$10$abcdefghijklmnopqrstuuN1Gq0Zf5sKx0p5dGJ8cQ0sQn0o1rW3a";

  private static final Map<String, String> ENVIRONMENT =
      Map.of("LIVE_PASSWORD", "from-the-environment", "EMPTY", "", "LONG", "x".repeat(72));

  @Test
  void file_withEverything_isReadWhole() {
    StationFile.Reading reading =
        read(
            """
            publicUrl: https://radio.example/
            shoutcastMount: /north/live
            icecastPortListeners: redirect
            trustedProxies: [10.0.0.0/8, "::1"]
            bans:
              - 192.0.2.0/24
              - 2001:db8::/32
            prune: true
            tenants:
              - name: north
                sourcePassword: {hash: "%s"}
                createMounts: true
                mounts:
                  - name: /north/live
                    password: {env: LIVE_PASSWORD}
                    public: true
                    streamName: North FM
                    description: "Jazz: all day"
                    genre: No
                    url: https://north.example/
                    burst: 0
                    latency: low
                    maxListeners: 1000
                    takeover: always
                    sourceTimeout: 2m
                    charset: utf-8
                    enabled: false
                  - name: /1984
                    streamName: 1984
              - name: south
            """
                .formatted(HASH));

    assertThat(reading.problems()).isEmpty();
    assertThat(reading.warnings()).isEmpty();
    Station station = reading.station();
    assertThat(station.publicUrl()).isEqualTo("https://radio.example");
    assertThat(station.shoutcastMount()).isEqualTo(new MountName("/north/live"));
    assertThat(station.icecastPortListeners()).isEqualTo(IcecastPortListeners.REDIRECT);
    assertThat(station.trustedProxies()).isEqualTo(CidrSet.parse(List.of("10.0.0.0/8", "::1")));
    assertThat(station.bans()).isEqualTo(CidrSet.parse(List.of("192.0.2.0/24", "2001:db8::/32")));
    assertThat(station.prune()).isTrue();
    assertThat(station.tenants()).extracting(StatedTenant::name).containsExactly("north", "south");
    StatedTenant north = station.tenants().getFirst();
    assertThat(north.sourcePassword()).isEqualTo(new Password.Hashed(HASH));
    assertThat(north.createMounts()).isTrue();
    assertThat(north.mounts())
        .containsExactly(
            new StatedMount(
                Mount.onTheFly(new MountName("/north/live"))
                    .with()
                    .enabled(false)
                    .listed(true)
                    .streamName("North FM")
                    .description("Jazz: all day")
                    .genre("No")
                    .url("https://north.example/")
                    .burst(0)
                    .latency(Mount.Latency.LOW)
                    .maxListeners(1000)
                    .takeover(Mount.Takeover.ALWAYS)
                    .sourceTimeoutMs(120_000)
                    .charset("UTF-8")
                    .build(),
                new Password.Clear("from-the-environment")),
            new StatedMount(withName(new MountName("/1984"), "1984"), null));
  }

  @ParameterizedTest
  @MethodSource("empties")
  void file_withNothing_statesNothing(String yaml) {
    assertThat(read(yaml).problems()).isEmpty();
    assertThat(read(yaml).station()).isEqualTo(Station.NOTHING);
  }

  static Stream<String> empties() {
    return Stream.of("", "\n", "# only a remark\n", "---\n", "{}", "tenants: []");
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistake_isToldWithItsLine(String yaml, int line, String said) {
    assertThat(read(yaml).problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.text()).contains(said);
          assertThat(problem.line()).isEqualTo(line);
        });
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        // The file as a whole
        mistake("tenants: [", 1, "no YAML"),
        mistake("a: b: c", 1, "no YAML"),
        mistake("- a\n- b", 1, "is a mapping"),
        mistake("just text", 1, "is a mapping"),
        mistake("---\npublicUrl: http://a\n---\nprune: true", 3, "no YAML"),
        mistake("\tprune: true", 1, "no YAML"),
        mistake("? [a]\n: b", 1, "a key is a plain word"),
        mistake("prune: true\n\nprune: false", 3, "'prune' is here twice, first in line 1"),
        // Keys
        mistake("publicURL: http://a", 1, "no key 'publicURL'; did you mean 'publicUrl'?"),
        mistake("public_url: http://a", 1, "did you mean 'publicUrl'?"),
        mistake("tenant: []", 1, "did you mean 'tenants'?"),
        mistake("xyzzy: 1", 1, "no key 'xyzzy'; it may be one of"),
        mistake("tls: {domains: [a]}", 1, "tls is not in this release yet"),
        mistake("trustedProxies: 10.0.0.1", 1, "trustedProxies is a list"),
        mistake(
            "trustedProxies: [10.0.0.0/33]", 1, "has a prefix of 0 to 32 bits, not '10.0.0.0/33'"),
        mistake("trustedProxies:", 1, "trustedProxies has no value"),
        mistake(
            "bans:\n  - 192.0.2.7\n  - 192.0.2.7/24",
            3,
            "bans has an entry that has bits behind its prefix, write 192.0.2.0/24 instead of"
                + " '192.0.2.7/24'"),
        mistake("bans: [radio.example]", 1, "is an address or a network like 192.0.2.0/24"),
        mistake("bans: [{ip: 192.0.2.7}]", 1, "is an address or a network like 192.0.2.0/24"),
        mistake("ban: []", 1, "did you mean 'bans'?"),
        mistake("webhooks: []", 1, "webhooks is not in this release yet"),
        mistake("trustedProxy: []", 1, "did you mean 'trustedProxies'?"),
        tenant("quotas: {mounts: 10}", "tenant 1: quotas is not in this release yet"),
        tenant("users: []", "users is not in this release yet"),
        tenant("renditions: []", "renditions is not in this release yet"),
        tenant("relays: []", "relays is not in this release yet"),
        tenant("timezone: Europe/Oslo", "timezone is not in this release yet"),
        tenant("createMount: true", "did you mean 'createMounts'?"),
        mount("fallback: /backup", "mount 1: fallback is not in this release yet"),
        mount("maxlisteners: 5", "did you mean 'maxListeners'?"),
        mount("bitrate: 5", "no key 'bitrate'"),
        // Values at the top
        mistake("publicUrl: radio.example", 1, "publicUrl is a URL"),
        mistake("publicUrl: ftp://radio.example", 1, "publicUrl is a URL"),
        mistake("publicUrl: 'http://user:pw@radio.example'", 1, "publicUrl is a URL"),
        mistake("publicUrl: http://radio.example/?a=b", 1, "publicUrl is a URL without ?"),
        mistake("publicUrl:", 1, "publicUrl has no value"),
        mistake("publicUrl: [a]", 1, "publicUrl is a text"),
        mistake("shoutcastMount: live", 1, "starts with /"),
        mistake("shoutcastMount: /admin/x", 1, "belongs to Floe's own pages"),
        mistake("icecastPortListeners: relay", 1, "not in this release yet is 'relay'"),
        mistake("icecastPortListeners: none", 1, "is redirect, not 'none'"),
        mistake("prune: maybe", 1, "prune is true or false, not 'maybe'"),
        mistake("prune: yes", 1, "prune is true or false, not 'yes'"),
        // Tenants
        mistake("tenants: north", 1, "tenants is a list"),
        mistake("tenants:\n  north: {}", 2, "tenants is a list"),
        mistake("tenants:\n  - north", 2, "list of mappings"),
        mistake("tenants:\n  - createMounts: true", 2, "name is missing"),
        mistake("tenants:\n  - name: North", 2, "small letters"),
        mistake("tenants:\n  - name: -north", 2, "small letters"),
        mistake("tenants:\n  - name:", 2, "name has no value"),
        mistake("tenants:\n  - name: a\n  - name: a", 3, "'a' is in line 2 already"),
        tenant("sourcePassword: ''", "a password must not be empty"),
        tenant("sourcePassword: {env: NOT_SET}", "NOT_SET, which is not set"),
        tenant("sourcePassword: {env: EMPTY}", "must not be empty"),
        tenant("sourcePassword: {env: LONG}", "at most 71 bytes"),
        tenant("sourcePassword: {env: 'A-B'}", "no environment variable"),
        tenant("sourcePassword: {hash: abc}", "no bcrypt hash"),
        tenant("sourcePassword: {hash: '" + HASH.replace("$10$", "$31$") + "'}", "cost of 4 to 14"),
        tenant("sourcePassword: {env: A, hash: b}", "is {env: NAME}"),
        tenant("sourcePassword: {}", "is {env: NAME}"),
        tenant("sourcePassword: [a]", "is {env: NAME}"),
        tenant("sourcePassword: {evn: A}", "did you mean 'env'?"),
        // Mounts
        tenant("mounts: /live", "mounts is a list"),
        tenant("mounts: [{genre: jazz}]", "name is missing"),
        tenant("mounts: [{name: live}]", "starts with /"),
        tenant("mounts: [{name: /a//b}]", "no empty"),
        tenant("mounts: [{name: /api/live}]", "Floe's own pages"),
        tenant("mounts: [{name: /status-json.xsl}]", "Floe's own pages"),
        tenant("mounts: [{name: /a}, {name: /a}]", "'/a' is in line 3 already"),
        mount("burst: -1", "between 0 and 1048576, not '-1'"),
        mount("burst: 1048577", "between 0 and 1048576"),
        mount("burst: 64k", "not '64k'"),
        mount("burst: 99999999999999999999", "between 0 and"),
        mount("latency: fast", "latency is low or normal, not 'fast'"),
        mount("maxListeners: 0", "between 1 and"),
        mount("takeover: sometimes", "takeover is always or never or sameEncoder"),
        mount("sourceTimeout: 10", "with its unit, like 10s, not '10'"),
        mount("sourceTimeout: 999ms", "between 1s and 1h"),
        mount("sourceTimeout: 2h", "between 1s and 1h"),
        mount("sourceTimeout: -5s", "with its unit"),
        mount("charset: klingon", "character set like UTF-8"),
        mount("charset: ''", "character set like UTF-8"),
        mount("public: 1", "public is true or false"),
        mount("enabled: {}", "enabled is a text"),
        mount("streamName: \"a\\nb\"", "without control characters"),
        mount("genre: " + "x".repeat(513), "at most 512 bytes"),
        mount("url: javascript:alert(1)", "url is a URL"),
        mount("password: \"a\\tb\"", "no control characters"));
  }

  @Test
  void mistakes_areToldAllAtOnceInOrder() {
    StationFile.Reading reading =
        read(
            """
            publicUrl: nonsense
            tenants:
              - name: north
                mounts:
                  - name: /a
                    burst: lots
                  - name: /b
                    latency: none
            prun: true
            """);

    assertThat(reading.problems()).extracting(Problem::line).containsExactly(1, 6, 8, 9);
    assertThat(reading.problems().get(2).text())
        .isEqualTo("tenant 1: mount 2: latency is low or normal, not 'none'");
  }

  @Test
  void password_inClear_isWarnedAboutAndNotShown() {
    StationFile.Reading reading = read("tenants:\n  - name: a\n    sourcePassword: sesame-open");

    assertThat(reading.problems()).isEmpty();
    assertThat(reading.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.line()).isEqualTo(3);
          assertThat(warning.text()).contains("in clear").doesNotContain("sesame");
        });
    assertThat(reading.station().toString()).doesNotContain("sesame");
  }

  @Test
  void password_withMistake_isNotShown() {
    assertThat(
            read("tenants:\n  - {name: a, sourcePassword: {hash: sesame}}").problems().toString())
        .doesNotContain("sesame");
  }

  @Test
  void anyBytes_giveStationOrProblems() {
    Random random = new Random(7);
    String alphabet = "tenants:mounts name-{}[]\"'&*!|>%@`,#?\n\n  \t\u0000é/live10s";
    for (int round = 0; round < 3_000; round++) {
      StringBuilder yaml = new StringBuilder();
      int length = random.nextInt(120);
      for (int i = 0; i < length; i++) {
        yaml.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      StationFile.Reading reading = read(yaml.toString());
      reading.problems().forEach(problem -> assertThat(problem.line()).isPositive());
    }
  }

  @Test
  void hashes_ofAllThreeKinds_areAccepted() {
    assertThat(Stream.of("$2a$", "$2b$", "$2y$").map(kind -> HASH.replace("$2b$", kind)))
        .allMatch(PasswordRules::isHash);
  }

  private static Mount withName(MountName name, String streamName) {
    return Mount.onTheFly(name).with().streamName(streamName).build();
  }

  private static StationFile.Reading read(String yaml) {
    return StationFile.read(yaml, ENVIRONMENT);
  }

  private static Arguments mistake(String yaml, int line, String said) {
    return Arguments.of(yaml, line, said);
  }

  private static Arguments tenant(String yaml, String said) {
    return Arguments.of("tenants:\n  - name: north\n    " + yaml, 3, said);
  }

  private static Arguments mount(String yaml, String said) {
    return Arguments.of(
        "tenants:\n  - name: north\n    mounts:\n      - name: /live\n        " + yaml, 5, said);
  }
}
