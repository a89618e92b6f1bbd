package io.floe.e2e;

import static io.floe.e2e.Broadcasts.assertOneAfterTheOther;
import static io.floe.e2e.Broadcasts.awaitHeard;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.ClusteredBus;
import io.floe.wire.bus.Message.Command;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.Audiences;
import io.floe.wire.command.Audiences.Found;
import io.floe.wire.command.Audiences.Seat;
import io.floe.wire.command.Commands;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an operator does to a cluster of processes, given by a node as the control plane is one. */
class CommandsTest {

  private static final MountName LIVE = new MountName("/live");
  private static final MountName BACKUP = new MountName("/backup");

  @Test
  void listenersAreListedKickedAndMoved_andSourcesClosed() throws Exception {
    try (Nodes floe = new Nodes("ingest-1", "edge-1", "edge-2")) {
      List<String> names = List.of("ingest-1", "edge-1", "edge-2");
      for (String each : names) {
        floe.configure(each, ConfigTest.config(1, "", "", ConfigTest.OLD));
        floe.start(each);
      }
      names.forEach(floe::awaitReady);
      try (ClusteredBus bus = floe.join("operator");
          Heart heart =
              new Heart(
                  bus,
                  new NodeInfo(bus.self(), NodeInfo.Role.ADMIN, "test", 1, 1),
                  Report.Admin::new)) {
        await().atMost(Duration.ofSeconds(30)).until(() -> heart.peers().size() == 3);
        operate(floe, new Commands(bus, heart), new Audiences(bus, heart));
      }
    }
  }

  private static void operate(Nodes floe, Commands commands, Audiences audiences) throws Exception {
    int ingest = floe.port("ingest-1");
    try (PacedSource source = Broadcasts.source(ingest, "/live", Numbered.seconds(1, 120));
        PacedSource other = Broadcasts.source(ingest, "/backup", Numbered.seconds(2, 120));
        Recorder one = new Recorder(floe.port("edge-1"), "/live");
        Recorder two = new Recorder(floe.port("edge-2"), "/live")) {
      awaitHeard(one, 1, source);
      awaitHeard(two, 1, source);

      Found found = audiences.of(LIVE, 100).get(10, TimeUnit.SECONDS);
      assertThat(found.whole()).isTrue();
      assertThat(found.total()).isEqualTo(2);
      assertThat(found.seats())
          .extracting(seat -> seat.listener().agent() + " " + seat.listener().address())
          .containsOnly("recorder/1 127.0.0.1");
      Seat first =
          found.seats().stream()
              .filter(seat -> seat.edge().value().startsWith("edge-1-"))
              .findFirst()
              .orElseThrow();
      assertThat(give(commands, new Command.KickListener(LIVE, first.listener().number())))
          .isEqualTo(1);
      await().atMost(Duration.ofSeconds(10)).until(one::ended);

      assertThat(give(commands, new Command.MoveListeners(LIVE, BACKUP))).isEqualTo(1);
      awaitHeard(two, 2, other);
      assertOneAfterTheOther(two, 1, 2);

      assertThat(give(commands, new Command.KickSource(LIVE))).isEqualTo(1);
      await().atMost(Duration.ofSeconds(10)).until(source::ended);
      assertThat(other.ended()).isFalse();
      assertThat(two.ended()).isFalse();

      assertThat(give(commands, new Command.KickListeners(BACKUP))).isEqualTo(1);
      await().atMost(Duration.ofSeconds(10)).until(two::ended);
      assertThat(audiences.of(BACKUP, 100).get(10, TimeUnit.SECONDS).total()).isZero();
    }
  }

  private static int give(Commands commands, Command command) throws Exception {
    return commands.send(command).get(10, TimeUnit.SECONDS);
  }
}
