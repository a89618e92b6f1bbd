package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.floe.admin.account.DoorKey;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.AdminDoor;
import io.floe.wire.report.Report;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that another node of the cluster passes on, and those that only say so. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
class DoorTest {

  @TestHTTPResource("/")
  URI base;

  @Inject AgroalDataSource source;
  @Inject DoorKey key;

  @ConfigProperty(name = "floe.cluster.name")
  String cluster;

  @ConfigProperty(name = "floe.cluster.port")
  int port;

  @ConfigProperty(name = "floe.auth-log-file")
  String authLog;

  @TempDir Path folder;

  private Platform platform;

  @BeforeEach
  void open() {
    platform = new Platform(base).ready();
    new World(source).lay();
  }

  @Test
  void nodeOfTheCluster_isBelievedAboutItsClient() throws IOException {
    assertThat(wrong("door-right", AdminDoor.HEADER, key.value(), "X-Forwarded-For", "192.0.2.77"))
        .contains(" from 192.0.2.77: ");
    assertThat(
            wrong(
                "door-list",
                AdminDoor.HEADER,
                key.value(),
                "X-Forwarded-For",
                "198.51.100.1, 2001:db8::7"))
        .contains(" from 2001:db8::7: ");
  }

  @Test
  void whoeverDoesNotShowTheKey_isTheClient() throws IOException {
    assertThat(wrong("door-none", "X-Forwarded-For", "192.0.2.78")).contains(" from 127.0.0.1: ");
    assertThat(wrong("door-guess", AdminDoor.HEADER, "x", "X-Forwarded-For", "192.0.2.78"))
        .contains(" from 127.0.0.1: ");
    assertThat(wrong("door-empty", AdminDoor.HEADER, "", "X-Forwarded-For", "192.0.2.78"))
        .contains(" from 127.0.0.1: ");
  }

  @Test
  void clusterIsToldWhereTheServiceIs_andItsKey() {
    try (Neighbour ingest =
        new Neighbour(
            "door-ingest",
            cluster,
            port,
            folder,
            NodeInfo.Role.INGEST,
            () -> new Report.Ingest(0, 0))) {
      ingest.met();
      AdminDoor door = AdminDoor.of(ingest.heart.peers()).getFirst();
      assertThat(door.host()).isEqualTo("127.0.0.1");
      assertThat(door.key()).isEqualTo(key.value()).hasSizeGreaterThan(40);
      assertThat(door.toString()).doesNotContain(key.value());
    }
  }

  /** The line of the authentication log that a wrong login leaves. */
  private String wrong(String user, String... headers) throws IOException {
    List<String> all = new ArrayList<>(Platform.basic(user, "wrong"));
    all.addAll(List.of(headers));
    assertThat(platform.get("/admin/stats", all).status()).isEqualTo(401);
    return Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                Files.readAllLines(Path.of(authLog)).stream()
                    .filter(line -> line.contains("'" + user + "'"))
                    .findFirst()
                    .orElse(""),
            line -> !line.isEmpty());
  }
}
