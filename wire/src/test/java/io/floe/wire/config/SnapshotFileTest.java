package io.floe.wire.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.wire.audio.MountName;
import io.floe.wire.client.Cidr;
import io.floe.wire.client.CidrSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotFileTest {

  static final String HASH = "$2b$10$" + "a".repeat(53);

  @TempDir Path folder;
  private Path path;
  private SnapshotFile file;

  @BeforeEach
  void place() {
    path = folder.resolve("config").resolve("snapshot.json");
    file = new SnapshotFile(path);
  }

  static ConfigSnapshot snapshot(long version, Mount... mounts) {
    return ConfigSnapshot.EMPTY
        .with()
        .version(version)
        .publicUrl("https://radio.example")
        .icecastPortListeners(ConfigSnapshot.IcecastPortListeners.RELAY)
        .admins(List.of(new ConfigSnapshot.Account("admin", HASH)))
        .tenants(
            List.of(
                ConfigSnapshot.Tenant.of("default")
                    .with()
                    .sourcePasswordHash(HASH)
                    .createMounts(true)
                    .quotas(new ConfigSnapshot.Quotas(10, 9, null, 20_000))
                    .users(
                        List.of(
                            new ConfigSnapshot.User(
                                "bob",
                                HASH,
                                ConfigSnapshot.Role.DJ,
                                List.of(new MountName("/live")))))
                    .mounts(List.of(mounts))
                    .build()))
        .trustedProxies(CidrSet.parse(List.of("10.0.0.0/8", "2001:db8::1")))
        .bans(CidrSet.parse(List.of("192.0.2.0/24", "192.0.2.7")))
        .branding(
            new Branding(
                "Nørd Radio",
                null,
                "#1d6f94",
                "data:image/png;base64,iVBORw0KGgo=",
                "# Hei\n\n<b>"))
        .build();
  }

  private static Mount full() {
    return Mount.onTheFly(new MountName("/nørd/jazz.mp3"))
        .with()
        .passwordHash(HASH)
        .enabled(false)
        .listed(true)
        .streamName("Nørd FM")
        .description("a \"quoted\" text")
        .genre("jazz")
        .url("http://example.org/")
        .burst(0)
        .latency(Mount.Latency.LOW)
        .maxListeners(7)
        .takeover(Mount.Takeover.ALWAYS)
        .sourceTimeoutMs(1_000)
        .charset("windows-1251")
        .contentType("audio/mpeg")
        .maxDurationMs(3_600_000L)
        .fallback(new MountName("/live"))
        .allowed(CidrSet.parse(List.of("10.0.0.0/8")))
        .banned(CidrSet.parse(List.of("10.1.0.0/16")))
        .bannedAgents(List.of("Ripper"))
        .auth(
            new UrlAuth(
                "http://auth.example/add?key=k%20",
                "https://[::1]:8443/remove",
                null,
                "X-Auth: yes",
                1_000,
                UrlAuth.WhenDown.ALLOW,
                60_000))
        .build();
  }

  private void given(String json) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, json);
  }

  @Test
  void what_is_written_is_read() throws IOException {
    ConfigSnapshot snapshot = snapshot(3, full(), Mount.onTheFly(new MountName("/live")));
    file.write(snapshot);
    assertThat(file.read()).isEqualTo(snapshot);
  }

  @Test
  void names_are_those_of_the_station_file() throws IOException {
    file.write(snapshot(3, full(), Mount.onTheFly(new MountName("/live"))));
    assertThat(Files.readString(path))
        .contains("\"name\" : \"/nørd/jazz.mp3\"")
        .contains("\"public\" : true")
        .contains("\"takeover\" : \"always\"")
        .contains("\"latency\" : \"low\"")
        .contains("\"icecastPortListeners\" : \"relay\"")
        .contains("\"shoutcastMount\" : \"/live\"")
        .contains("\"trustedProxies\" : [ \"10.0.0.0/8\", \"2001:db8::1\" ]")
        .contains("\"bans\" : [ \"192.0.2.0/24\", \"192.0.2.7\" ]")
        .contains("\"role\" : \"dj\"")
        .contains("\"fallback\" : \"/live\"")
        .contains("\"bannedAgents\" : [ \"Ripper\" ]")
        .contains("\"whenDown\" : \"allow\"")
        .doesNotContain("listed");
  }

  @Test
  void file_is_its_owners_only_and_nothing_else_is_left() throws IOException {
    file.write(snapshot(1));
    file.write(snapshot(2));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    try (Stream<Path> all = Files.list(path.getParent())) {
      assertThat(all).containsExactly(path);
    }
  }

  @Test
  void missing_fields_get_defaults() throws IOException {
    given("{\"tenants\": [{\"name\": \"north\", \"mounts\": [{\"name\": \"/a\"}]}]}");
    ConfigSnapshot read = file.read();
    assertThat(read.version()).isZero();
    assertThat(read.publicUrl()).isNull();
    assertThat(read.shoutcastMount()).isEqualTo(new MountName("/live"));
    assertThat(read.icecastPortListeners()).isEqualTo(ConfigSnapshot.IcecastPortListeners.REDIRECT);
    assertThat(read.admins()).isEmpty();
    assertThat(read.trustedProxies()).isEqualTo(CidrSet.NONE);
    assertThat(read.bans()).isEqualTo(CidrSet.NONE);
    assertThat(read.tenants())
        .containsExactly(
            ConfigSnapshot.Tenant.of("north")
                .with()
                .mounts(List.of(Mount.onTheFly(new MountName("/a"))))
                .build());
  }

  @Test
  void null_is_the_same_as_absent() throws IOException {
    given(
        "{\"admins\": null, \"tenants\": [{\"name\": \"n\", \"mounts\":"
            + " [{\"name\": \"/a\", \"burst\": null, \"public\": null}]}]}");
    assertThat(file.read().settings(new MountName("/a")))
        .isEqualTo(Mount.onTheFly(new MountName("/a")));
  }

  @Test
  void unknown_fields_are_skipped() throws IOException {
    given(
        "{\"version\": 4, \"relays\": [1], \"tenants\": [{\"name\": \"n\", \"webhooks\": {},"
            + " \"quotas\": {\"nights\": 1}, \"mounts\": [{\"name\": \"/a\","
            + " \"colour\": \"red\"}]}]}");
    assertThat(file.read().version()).isEqualTo(4);
  }

  @Test
  void missing_file_is_named() {
    assertThatThrownBy(file::read)
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("let the launcher write one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                          | JSON object
          []                                                          | JSON object
          {"version": 1                                               | line 1
          {} {}                                                       | railing
          {"version": 1, "version": 2}                                | uplicate
          {"version": -1}                                             | not negative
          {"version": 1.5}                                            | 1.5
          {"version": "x"}                                            | "x"
          {"shoutcastMount": "live"}                                  | starts with /
          {"icecastPortListeners": "both"}                            | both
          {"icecastPortListeners": 0}                                 | icecastPortListeners:
          {"admins": [{"name": "a"}]}                                 | passwordHash
          {"admins": [{"name": "a", "passwordHash": "hunter2"}]}      | not bcrypt
          {"trustedProxies": ["10.0.0.0/33"]}                         | trustedProxies: an entry has a prefix of 0 to 32 bits, not '10.0.0.0/33'
          {"bans": ["192.0.2.7/24"]}                                  | bans: an entry has bits behind its prefix, write 192.0.2.0/24
          {"bans": "192.0.2.7"}                                       | bans
          {"bans": [{}]}                                              | bans
          {"bans": [null]}                                            | bans
          {"tenants": {}}                                             | tenants is a JSON array
          {"tenants": [1]}                                            | a tenant has a name
          {"tenants": [{"name": "n", "mounts": [{}]}]}                | a mount has a name
          {"tenants": [{"name": "n", "mounts": [{"name": "a b"}]}]}   | starts with /
          {"tenants": [{"name": "n", "mounts": [{"name": "/admin"}]}]} | own pages
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "burst": -1}]}]} | 0 to 1048576
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "burst": 1048577}]}]} | not 1048577
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "maxListeners": -1}]}]} | not -1
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "sourceTimeoutMs": 999}]}]} | 1000 to
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "charset": "x y"}]}]} | no charset
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "takeover": "maybe"}]}]} | tenants[0].mounts[0].takeover
          {"tenants": [{"name": "n", "mounts": [{"name": "/a"}, {"name": "/a"}]}]} | there twice
          {"tenants": [{"name": "n"}, {"name": "n"}]}                 | tenant n is there twice
          {"tenants": [{"name": " "}]}                                | 1 to 200 bytes
          {"tenants": [{"name": "n", "quotas": {"mounts": -1}}]}      | quotas.mounts is 0 to
          {"tenants": [{"name": "n", "quotas": {"egress": "x"}}]}     | tenants[0].quotas.egress
          {"tenants": [{"name": "n", "quotas": 7}]}                   | tenants[0].quotas
          {"tenants": [{"name": "n", "users": {}}]}                   | users is a JSON array
          {"tenants": [{"name": "n", "users": [{}]}]}                 | a user has a name
          {"tenants": [{"name": "n", "users": [{"name": "u"}]}]}      | a user has a passwordHash
          {"tenants": [{"name": "n", "users": [{"name": "u", "passwordHash": "hunter2", "role": "dj"}]}]} | not bcrypt
          {"tenants": [{"name": "n", "users": [{"name": "u", "passwordHash": "x", "role": "boss"}]}]} | users[0].role
          {"tenants": [{"name": "n", "users": [{"name": "a:b", "passwordHash": "x", "role": "dj"}]}]} | no colon
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "fallback": "/a"}]}]} | leads back to itself
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "fallback": "/b"}, {"name": "/b", "fallback": "/a"}]}]} | leads back to itself
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "fallback": "/b"}]}, {"name": "s", "mounts": [{"name": "/b"}]}]} | another tenant's
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "fallback": "b"}]}]} | starts with /
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "maxDurationMs": 999}]}]} | 1000 to 2592000000
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "contentType": "mp3"}]}]} | like audio/mpeg
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "bannedAgents": [""]}]}]} | 1 to 200 bytes
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "bannedAgents": [null]}]}]} | bannedAgents
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "auth": {"listenerAdd": "ftp://x"}}]}]} | without a user name
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "auth": {"sourceConnect": "http://u:p@x/"}}]}]} | without a user name
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "auth": {"header": "x"}}]}]} | a name and a value
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "auth": {"timeoutMs": 9000}}]}]} | 1000 to 8000
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "auth": {"cacheMs": -1}}]}]} | 0 to 3600000
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "banned": ["x"]}]}]} | mounts[0].banned
          {"tenants": [{"name": "n", "mounts": [{"name": "/a", "streamName": "a\\u0000b"}]}]} | no control characters
          """)
  void broken_file_is_refused_with_the_reason(String json, String reason) throws IOException {
    given(json);
    assertThatThrownBy(file::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("correct it")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void more_bans_than_anybody_needs_are_refused() {
    List<Cidr> many =
        IntStream.range(0, 100_001)
            .mapToObj(i -> Cidr.parse("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)))
            .toList();
    ConfigSnapshot base = snapshot(1);
    assertThatThrownBy(() -> file.write(base.with().bans(CidrSet.of(many)).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bans: the count is 0 to 100000");
  }

  @Test
  void users_without_grants_have_none() throws IOException {
    given(
        "{\"tenants\": [{\"name\": \"n\", \"users\": [{\"name\": \"u\", \"passwordHash\": \""
            + HASH
            + "\", \"role\": \"viewer\"}]}]}");
    assertThat(file.read().tenants().getFirst().users())
        .containsExactly(new ConfigSnapshot.User("u", HASH, ConfigSnapshot.Role.VIEWER, List.of()));
  }

  @Test
  void names_to_log_in_with_are_unique_in_a_tenant_only() {
    ConfigSnapshot.User user =
        new ConfigSnapshot.User("u", HASH, ConfigSnapshot.Role.ADMIN, List.of());
    ConfigSnapshot.Tenant north =
        ConfigSnapshot.Tenant.of("north").with().users(List.of(user)).build();
    ConfigSnapshot.Tenant south = north.with().name("south").build();
    ConfigSnapshot.Tenant twice = north.with().users(List.of(user, user)).build();
    SnapshotRules.check(snapshot(1).with().tenants(List.of(north, south)).build());
    assertThatThrownBy(
            () -> SnapshotRules.check(snapshot(1).with().tenants(List.of(twice)).build()))
        .hasMessageContaining("tenant north: user u is there twice");
  }

  @Test
  void chains_of_fallbacks_end_however_long() {
    List<Mount> chain =
        IntStream.range(0, 5_000)
            .mapToObj(i ->
                Mount.onTheFly(new MountName("/m" + i))
                    .with()
                    .fallback(new MountName("/m" + (i + 1)))
                    .build())
            .toList();
    SnapshotRules.check(snapshot(1, chain.toArray(Mount[]::new)));
    Mount back =
        Mount.onTheFly(new MountName("/m5000")).with().fallback(new MountName("/m2500")).build();
    List<Mount> circle = Stream.concat(chain.stream(), Stream.of(back)).toList();
    assertThatThrownBy(() -> SnapshotRules.check(snapshot(1, circle.toArray(Mount[]::new))))
        .hasMessageContaining("leads back to itself");
  }

  @Test
  void damaged_files_are_refused_and_nothing_worse() throws IOException {
    file.write(snapshot(3, full(), Mount.onTheFly(new MountName("/live"))));
    byte[] whole = Files.readAllBytes(path);
    Random random = new Random(11);
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(path, damaged);
      try {
        file.read();
      } catch (IOException expected) {
        refused++;
        assertThat(expected).hasMessageContaining("correct it");
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void wrong_snapshot_is_not_written() {
    Mount live = Mount.onTheFly(new MountName("/live"));
    assertThatThrownBy(() -> file.write(snapshot(1, live, live)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there twice");
    assertThat(path).doesNotExist();
  }
}
