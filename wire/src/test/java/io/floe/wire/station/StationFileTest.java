package io.floe.wire.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.client.CidrSet;
import io.floe.wire.config.ConfigSnapshot.IcecastPortListeners;
import io.floe.wire.config.ConfigSnapshot.Quotas;
import io.floe.wire.config.ConfigSnapshot.Role;
import io.floe.wire.config.Mount;
import io.floe.wire.config.UrlAuth;
import io.floe.wire.station.Station.Password;
import io.floe.wire.station.Station.StatedMount;
import io.floe.wire.station.Station.StatedTenant;
import io.floe.wire.station.Station.StatedUser;
import java.util.List;
import java.util.Map;
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
                quotas: {mounts: 10, sources: 0, listeners: 5000, egress: 20000}
                users:
                  - {name: bob, role: dj, mounts: [/north/live, /1984], password: {env: LIVE_PASSWORD}}
                  - {name: eve@north.example, role: admin}
                  - {name: Vic, role: viewer, password: {hash: "%s"}}
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
                    contentType: Audio/MPEG
                    maxDuration: 720h
                    fallback: /1984
                    allowed: [192.0.2.0/24]
                    banned: ["192.0.2.7", "2001:db8::/32"]
                    bannedAgents: [curl, "Bad Player/1"]
                    auth:
                      listenerAdd: http://auth.example/add?key=k
                      listenerRemove: http://auth.example/remove
                      sourceConnect: https://auth.example:8443
                      header: "X-Let: in"
                      timeout: 2s
                      whenDown: allow
                      cache: 1m
                  - name: /1984
                    streamName: 1984
              - name: south
            """
                .formatted(HASH, HASH));

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
    assertThat(north.quotas()).isEqualTo(new Quotas(10, 0, 5000, 20_000));
    assertThat(station.tenants().getLast().quotas()).isNull();
    assertThat(north.users())
        .containsExactly(
            new StatedUser(
                "bob",
                Role.DJ,
                List.of(new MountName("/north/live"), new MountName("/1984")),
                new Password.Clear("from-the-environment")),
            new StatedUser("eve@north.example", Role.ADMIN, List.of(), null),
            new StatedUser("Vic", Role.VIEWER, List.of(), new Password.Hashed(HASH)));
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
                    .contentType("audio/mpeg")
                    .maxDurationMs(2_592_000_000L)
                    .fallback(new MountName("/1984"))
                    .allowed(CidrSet.parse(List.of("192.0.2.0/24")))
                    .banned(CidrSet.parse(List.of("192.0.2.7", "2001:db8::/32")))
                    .bannedAgents(List.of("curl", "Bad Player/1"))
                    .auth(
                        new UrlAuth(
                            "http://auth.example/add?key=k",
                            "http://auth.example/remove",
                            "https://auth.example:8443",
                            "X-Let: in",
                            2_000,
                            UrlAuth.WhenDown.ALLOW,
                            60_000))
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
        mistake("webhooks: []", 1, "webhooks stands in a tenant: move it there"),
        mistake("trustedProxy: []", 1, "did you mean 'trustedProxies'?"),
        tenant("bans: []", "tenant 1: bans stands at the top of the file"),
        tenant("quotas: 10", "tenant 1: quotas is a mapping"),
        tenant("quotas: {mounts: -1}", "tenant 1: quotas: mounts is a whole number between 0"),
        tenant("quotas: {mount: 1}", "tenant 1: quotas: there is no key 'mount'; did you mean"),
        tenant("quotas: {egress: unlimited}", "egress is a whole number"),
        tenant("quotas:", "quotas has no value"),
        tenant("users: [bob]", "list of mappings"),
        tenant("users: [{role: dj}]", "user 1: name is missing"),
        tenant("users: [{name: bob}]", "user 1: role is missing"),
        tenant("users: [{name: 'a:b', role: dj}]", "name has 1 to 64 letters"),
        tenant("users: [{name: bob, role: boss}]", "role is admin or dj or viewer, not 'boss'"),
        tenant("users: [{name: b, role: dj, mounts: /a}]", "mounts is a list, like [/live]"),
        tenant("users: [{name: b, role: dj, mounts: [a]}]", "has an entry that is no mount name"),
        tenant("users: [{name: b, role: admin, mounts: [/a]}]", "is not for an admin"),
        tenant("users: [{name: b, role: dj}, {name: b, role: dj}]", "'b' is in line 3 already"),
        tenant("users: [{name: b, role: dj, quota: 1}]", "no key 'quota'"),
        tenant("relays: []", "relays is not in this release yet"),
        tenant("timezone: Oslo", "timezone is a time zone like Europe/Oslo, not 'Oslo'"),
        tenant("createMount: true", "did you mean 'createMounts'?"),
        mount("fallback: backup", "mount 1: fallback is no mount name"),
        mount("fallback: /live", "mount 1: fallback goes round in a circle: /live to /live"),
        mount("bans: [192.0.2.7]", "mount 1: bans stands at the top of the file"),
        mount("contentType: mp3", "contentType is a content type like audio/mpeg, not 'mp3'"),
        mount("contentType: audio/ogg;codecs=opus", "contentType is a content type"),
        mount("maxDuration: 90", "maxDuration is a duration with its unit"),
        mount("maxDuration: 721h", "maxDuration is between 1s and 720h"),
        mount("maxDuration: 999999999h", "maxDuration is between 1s and 720h"),
        mount("allowed: 192.0.2.7", "allowed is a list"),
        mount("banned: [192.0.2.7/24]", "bits behind its prefix"),
        mount("bannedAgents: curl", "bannedAgents is a list, like [curl]"),
        mount("bannedAgents: ['']", "no part of a user agent"),
        mount("bannedAgents: [" + "a, ".repeat(101) + "]", "at most 100 entries, not 101"),
        mount("auth: http://x", "auth is a mapping"),
        mount("auth: {listenerAdd: 'http://u:p@x/'}", "listenerAdd is a URL like"),
        mount("auth: {sourceConnect: 'file:///etc'}", "sourceConnect is a URL like"),
        mount("auth: {header: yes}", "header is a header like"),
        mount("auth: {timeout: 9s}", "timeout is between 1s and 8s"),
        mount("auth: {whenDown: maybe}", "whenDown is allow or deny"),
        mount("auth: {cache: 2h}", "cache is between"),
        mount("auth: {mountAdd: 'http://x/'}", "mountAdd"),
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
        tenant("sourcePassword: {hash: '" + HASH.replace("$10$", "$31$") + "'}", "cost of 4 to 12"),
        tenant("sourcePassword: {hash: '" + HASH.replace("$10$", "$13$") + "'}", "cost of 4 to 12"),
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
  void fallbacks_inCircle_areToldOnce() {
    StationFile.Reading reading =
        read(
            """
            tenants:
              - name: north
                mounts:
                  - {name: /in, fallback: /a}
                  - {name: /a, fallback: /b}
                  - {name: /b, fallback: /c}
                  - {name: /c, fallback: /a}
                  - {name: /fine, fallback: /elsewhere}
            """);

    assertThat(reading.problems())
        .singleElement()
        .isEqualTo(
            new Problem(
                5,
                "tenant 1: mount 2: fallback goes round in a circle: /a to /b to /c to /a;"
                    + " take one of them out"));
  }

  @Test
  void mountsOfOtherTenants_areRefusedAsFallbackAndGrant() {
    StationFile.Reading reading =
        read(
            """
            tenants:
              - name: north
                users:
                  - {name: bob, role: dj, mounts: [/own, /other, /unknown]}
                mounts:
                  - {name: /own, fallback: /other}
              - name: south
                mounts: [{name: /other, fallback: /unknown}]
            """);

    assertThat(reading.problems()).extracting(Problem::line).containsExactly(4, 6);
    assertThat(reading.problems().getFirst().text())
        .isEqualTo(
            "tenant 1: user 1: mounts names /other, which belongs to the tenant 'south': choose a"
                + " mount of the same tenant");
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
