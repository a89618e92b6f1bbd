package io.floe.admin.history;

import static org.awaitility.Awaitility.await;

import io.floe.admin.PostgresServer;
import io.floe.admin.onair.OnAir;
import io.floe.testkit.FakeNetwork;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What the service does every second, with a real clock. */
class HistoryTest {

  /** The one on duty. */
  private record Duty(NodeInfo self, ClusterView.Snapshot cluster) implements OnAir {

    @Override
    public boolean onDuty() {
      return true;
    }

    @Override
    public ConfigSnapshot config() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> tenant(MountName mount) {
      return Optional.empty();
    }

    @Override
    public Optional<String> owner(ClusterView.Stream stream) {
      return Optional.empty();
    }

    @Override
    public Optional<String> owner(ClusterView.Placed rendition) {
      return Optional.empty();
    }

    @Override
    public String base(RequestHead head) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void clientsAndSalts_goWithTheirDay_whenNothingCanBeWritten() {
    PGSimpleDataSource nothing = new PGSimpleDataSource();
    nothing.setPortNumbers(new int[] {1});
    try (PostgresServer postgres = Stage.database()) {
      Stage stage = new Stage(postgres.source());
      stage.run("insert into history_mounts (id, mount) values (101, '/live')");
      stage.run("insert into history_salts values ('2026-03-01', '\\x00')");
      stage.run("insert into history_clients values (101, '2026-03-01', 7)");
      Bus bus = new FakeNetwork().join("admin");
      NodeInfo self = new NodeInfo(bus.self(), NodeInfo.Role.ADMIN, "1", 1, 0);
      try (History history =
          new History(
              new Duty(self, stage.cluster()), nothing, new HistoryRetention(stage.source))) {
        history.start(bus, new Heart(bus, self, Report.Admin::new), stage::cluster, () -> true);
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() ->
                stage.number(
                        "select count(*) from (select day from history_salts union all select day"
                            + " from history_clients) left_over")
                    == 0);
        await().until(() -> history.counters().failures.sum() > 0);
      }
    }
  }
}
