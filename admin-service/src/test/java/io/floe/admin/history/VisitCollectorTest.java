package io.floe.admin.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.admin.history.ClientBook.Taken;
import io.floe.testkit.FakeNetwork;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Salt;
import io.floe.wire.bus.Message.Visit;
import io.floe.wire.bus.Message.Visits;
import io.floe.wire.bus.Message.VisitsWanted;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.VisitDesk;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VisitCollectorTest {

  private static final Visit VISIT = new Visit(new MountName("/live"), 1, 2, "mpv", true);
  private static final List<Salt> SALTS = List.of(new Salt(1, new byte[] {7}));

  private final FakeNetwork network = new FakeNetwork();
  private final HistoryCounters counters = new HistoryCounters();
  private final List<VisitsWanted> asked = new ArrayList<>();
  private VisitCollector collector;
  private boolean onDuty = true;

  /** The first that the edge remembers, and the next that it will have. */
  private long oldest;

  private long next;

  @BeforeEach
  void open() {
    Bus edge = network.join("edge");
    var _ =
        new Heart(
            edge,
            new NodeInfo(edge.self(), NodeInfo.Role.EDGE, "1", 1, 0),
            () -> new Report.Edge(0, 0, List.of()));
    new VisitDesk(
        edge,
        wanted -> {
          asked.add(wanted);
          long from = Math.max(oldest, wanted.from());
          int count = (int) Math.min(wanted.most(), next - from);
          return new Visits(from, next, java.util.Collections.nCopies(count, VISIT));
        });
    Bus admin = network.join("admin");
    Heart heart =
        new Heart(
            admin, new NodeInfo(admin.self(), NodeInfo.Role.ADMIN, "1", 1, 0), Report.Admin::new);
    collector = new VisitCollector(admin, heart, () -> onDuty, counters);
    network.advance(Duration.ofSeconds(5));
  }

  private int waiting() {
    return collector.waiting().stream().mapToInt(part -> part.visits().size()).sum();
  }

  private void told(Map<String, Long> cursors) {
    collector.written(List.of(), new Ledger.Asking(cursors, SALTS));
  }

  @Test
  void nobodyIsAsked_beforeTheDatabaseSaysFromWhere_norByWhoIsNotOnDuty() {
    next = 10;
    assertThat(asked).isEmpty();
    onDuty = false;
    told(Map.of("edge", 7L));
    network.advance(Duration.ofSeconds(5));
    assertThat(asked).isEmpty();
    onDuty = true;
    network.advance(Duration.ofSeconds(2));
    assertThat(asked.getFirst().from()).isEqualTo(7);
    assertThat(asked.getFirst().salts()).hasSize(1);
    assertThat(waiting()).isEqualTo(3);
  }

  @Test
  void manyComeAtOnce_andWhatIsLostIsAskedForAgain() {
    next = 3L * Visits.MOST + 5;
    told(Map.of());
    network.lose(delivery -> delivery.message() instanceof Visits);
    network.advance(Duration.ofSeconds(2));
    assertThat(waiting()).isZero();
    network.lose(delivery -> false);
    network.advance(Duration.ofSeconds(2));
    assertThat(waiting()).isEqualTo((int) next);
    next += 2;
    network.advance(Duration.ofSeconds(2));
    assertThat(waiting()).isEqualTo((int) next);
    assertThat(counters.visitsLost.sum()).isZero();
  }

  @Test
  void whatTheEdgeHasForgotten_isCounted() {
    told(Map.of("edge", 100L));
    oldest = 150;
    next = 160;
    network.advance(Duration.ofSeconds(2));
    assertThat(waiting()).isEqualTo(10);
    assertThat(counters.visitsLost.sum()).isEqualTo(50);
  }

  @Test
  void whatIsWritten_waitsNoMore_andNothingIsAskedForTwice() {
    told(Map.of());
    next = 10;
    network.advance(Duration.ofSeconds(2));
    List<Taken> taken = collector.waiting();
    next = 14;
    network.advance(Duration.ofSeconds(2));
    collector.written(taken, new Ledger.Asking(Map.of("edge", 10L), SALTS));
    assertThat(collector.waiting()).extracting(Taken::from).containsExactly(10L);
    next = 15;
    network.advance(Duration.ofSeconds(2));
    assertThat(waiting()).isEqualTo(5);
    collector.giveUp();
    told(Map.of("edge", 10L));
    network.advance(Duration.ofSeconds(2));
    assertThat(waiting()).as("what cannot be written is not fetched again").isZero();
    assertThat(counters.visitsLost.sum()).isEqualTo(5);
  }

  @Test
  void visitsStayWithTheEdge_whileTheDatabaseIsAway() {
    told(Map.of());
    next = 500_000;
    network.advance(Duration.ofSeconds(20));
    assertThat(waiting()).isBetween(100_000, 100_000 + Visits.MOST);
    Message last = asked.getLast();
    network.advance(Duration.ofSeconds(20));
    assertThat(asked.getLast()).isSameAs(last);
  }
}
