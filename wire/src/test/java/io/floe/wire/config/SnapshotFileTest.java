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
    return new ConfigSnapshot(
        version,
        "https://radio.example",
        new MountName("/live"),
        ConfigSnapshot.IcecastPortListeners.RELAY,
        List.of(new ConfigSnapshot.Account("admin", HASH)),
        List.of(new ConfigSnapshot.Tenant("default", HASH, true, List.of(mounts))),
        CidrSet.parse(List.of("10.0.0.0/8", "2001:db8::1")),
        CidrSet.parse(List.of("192.0.2.0/24", "192.0.2.7")));
  }

  private static Mount full() {
    return new Mount(
        new MountName("/nørd/jazz.mp3"),
        HASH,
        false,
        true,
        "Nørd FM",
        "a \"quoted\" text",
        "jazz",
        "http://example.org/",
        0,
        Mount.Latency.LOW,
        7,
        Mount.Takeover.ALWAYS,
        1_000,
        "windows-1251");
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
    file.write(snapshot(3, full()));
    assertThat(Files.readString(path))
        .contains("\"name\" : \"/nørd/jazz.mp3\"")
        .contains("\"public\" : true")
        .contains("\"takeover\" : \"always\"")
        .contains("\"latency\" : \"low\"")
        .contains("\"icecastPortListeners\" : \"relay\"")
        .contains("\"shoutcastMount\" : \"/live\"")
        .contains("\"trustedProxies\" : [ \"10.0.0.0/8\", \"2001:db8::1\" ]")
        .contains("\"bans\" : [ \"192.0.2.0/24\", \"192.0.2.7\" ]")
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
            new ConfigSnapshot.Tenant(
                "north", null, false, List.of(Mount.onTheFly(new MountName("/a")))));
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
        "{\"version\": 4, \"relays\": [1], \"tenants\": [{\"name\": \"n\", \"quotas\": {},"
            + " \"mounts\": [{\"name\": \"/a\", \"fallback\": \"/b\"}]}]}");
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
    assertThatThrownBy(() -> file.write(base.with(CidrSet.NONE, CidrSet.of(many))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bans: the count is 0 to 100000");
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
