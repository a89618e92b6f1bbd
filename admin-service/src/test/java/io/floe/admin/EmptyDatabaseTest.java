package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.report.Report;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that is empty by mistake, behind a cluster that is on the air. */
@QuarkusTest
@TestProfile(EmptyDatabase.class)
class EmptyDatabaseTest {

  @TestHTTPResource("/")
  URI base;

  @TestHTTPResource(value = "/health/ready", management = true)
  URI ready;

  @ConfigProperty(name = "empty.port")
  int databasePort;

  @ConfigProperty(name = "floe.station-file")
  Path station;

  @ConfigProperty(name = "floe.cluster.name")
  String cluster;

  @ConfigProperty(name = "floe.cluster.port")
  int port;

  @Inject AgroalDataSource source;
  @Inject FeedPublisher publisher;

  @TempDir Path folder;

  private final List<ConfigSnapshot> seen = new CopyOnWriteArrayList<>();

  @Test
  void emptyDatabase_replacesNothing_untilAStationFileStatesAllThatRuns() throws Exception {
    Platform health = new Platform(ready);
    try (Database database =
            new Database(databasePort, Files.createTempDirectory("floe-admin-empty-data"));
        Neighbour edge = edge()) {
      edge.feed.subscribe(seen::add);
      database.start();
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> number("users") == 0);
      assertNothingHappens(health);
      // One that states only some of it, or nothing that can be read, does not help.
      Files.writeString(station, "tenants: [{name: north}]");
      assertNothingHappens(health);
      Files.writeString(station, "tenants: [{name: north, mounts: [{name: /jaz");
      assertNothingHappens(health);
      assertThat(edge.feed.version()).isEqualTo(7);
      seen.clear(); // what it has, if it has come after this test began to follow

      Files.writeString(station, "tenants: [{name: north, mounts: [{name: /jazz}]}]");
      new Platform(base).ready();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !seen.isEmpty() && edge.feed.version() == publisher.newest().version());
      assertThat(edge.feed.version()).isGreaterThan(7);
      assertThat(seen)
          .as("no snapshot in between ends a source")
          .allSatisfy(each -> assertThat(EmptyDatabase.mounts(each)).contains("/live", "/jazz"));
    }
  }

  private void assertNothingHappens(Platform health) {
    Awaitility.await()
        .during(Duration.ofSeconds(3)) // it is looked at once a second
        .atMost(Duration.ofSeconds(60))
        .until(() -> health.get("", List.of()).status() == 503);
    assertThat(publisher.newestVersion()).isEqualTo(7);
    assertThat(number("users")).isZero();
    assertThat(number("tenants")).isZero();
  }

  private Neighbour edge() {
    return new Neighbour(
            "edge",
            cluster,
            port,
            folder,
            NodeInfo.Role.EDGE,
            () -> new Report.Edge(0, 0, List.of()))
        .met();
  }

  /** How many rows; -1 while there is no such table. */
  private long number(String table) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
      var _ = rows.next();
      return rows.getLong(1);
    } catch (SQLException notYet) {
      return -1;
    }
  }
}
