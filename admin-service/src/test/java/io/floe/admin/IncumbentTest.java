package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.admin.publish.Publisher;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.report.Peer;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How it is found out whether the cluster runs on something. */
class IncumbentTest {

  private static final NodeId SELF = new NodeId("admin");
  private static final NodeId EDGE = new NodeId("edge");
  private static final ConfigSnapshot STATION =
      ConfigSnapshot.EMPTY
          .with()
          .version(7)
          .tenants(List.of(ConfigSnapshot.Tenant.of("north")))
          .build();

  private final Known known = new Known();
  private final Incumbent incumbent = new Incumbent(known);
  private final Set<NodeId> members = new HashSet<>(Set.of(SELF));
  private List<Peer> peers = List.of();
  private long now;

  @Test
  void nobody_isThere_beforeTheClusterIsJoined_toBeAsked() {
    assertThat(incumbent.ask()).isInstanceOf(Incumbent.Answer.Listening.class);
  }

  @Test
  void nodeThatIsAlone_whereNodesAreListed_knowsAtOnce() {
    join(false);
    assertThat(incumbent.ask()).isInstanceOf(Incumbent.Answer.Nobody.class);
  }

  @Test
  void nodeThatIsAlone_whereDnsNamesNodes_mayNotHaveBeenFoundYet() {
    join(true);
    assertThat(incumbent.ask()).isInstanceOf(Incumbent.Answer.Listening.class);
    pass(Duration.ofSeconds(19));
    assertThat(incumbent.ask()).isInstanceOf(Incumbent.Answer.Listening.class);
    pass(Duration.ofSeconds(2));
    assertThat(incumbent.ask()).isInstanceOf(Incumbent.Answer.Nobody.class);
  }

  @Test
  void everybody_isHeardFirst() {
    members.add(EDGE);
    join(true);
    assertThat(incumbent.ask()).isInstanceOf(Incumbent.Answer.Listening.class);
    peers = List.of(peer(EDGE));
    assertThat(incumbent.ask()).isInstanceOf(Incumbent.Answer.Nobody.class);
    members.add(new NodeId("edge-2"));
    assertThat(incumbent.ask()).isInstanceOf(Incumbent.Answer.Listening.class);
    pass(Duration.ofSeconds(21));
    assertThat(incumbent.ask())
        .as("who is silent for so long")
        .isInstanceOf(Incumbent.Answer.Nobody.class);
  }

  @Test
  void station_isWaitedFor_whereSomebodySaysToHaveOne() {
    members.add(EDGE);
    join(false);
    known.version = 7;
    assertThat(incumbent.ask()).isInstanceOf(Incumbent.Answer.Listening.class);
    known.newest = STATION;
    assertThat(incumbent.ask()).isEqualTo(new Incumbent.Answer.Somebody(STATION));
  }

  @Test
  void stationThatNobodyHandsOut_isOneAllTheSame() {
    join(false);
    known.version = 7;
    pass(Duration.ofSeconds(21));
    assertThat(incumbent.ask())
        .isEqualTo(new Incumbent.Answer.Somebody(ConfigSnapshot.EMPTY.with().version(7).build()));
  }

  @Test
  void stationWithoutTenants_isNone() {
    join(false);
    known.version = 7;
    known.newest = ConfigSnapshot.EMPTY.with().version(7).build();
    assertThat(incumbent.ask()).isInstanceOf(Incumbent.Answer.Nobody.class);
  }

  private void join(boolean named) {
    incumbent.to(new Incumbent.Sight(SELF, () -> members, () -> peers, named), () -> now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private static Peer peer(NodeId id) {
    return new Peer(
        new NodeInfo(id, NodeInfo.Role.EDGE, "test", 1, 1), new Report.Admin("", ""), 0);
  }

  private static final class Known implements Publisher {
    long version;
    ConfigSnapshot newest = ConfigSnapshot.EMPTY;

    @Override
    public void publish(ConfigSnapshot snapshot) {
      throw new AssertionError("nothing is published");
    }

    @Override
    public void refused(String why) {
      throw new AssertionError(why);
    }

    @Override
    public ConfigSnapshot newest() {
      return newest;
    }

    @Override
    public long newestVersion() {
      return version;
    }
  }
}
