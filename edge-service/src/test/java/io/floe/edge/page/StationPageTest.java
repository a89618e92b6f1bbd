package io.floe.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.FakeNetwork;
import io.floe.testkit.FixedConfig;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.Branding;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When the page of all stations is written anew. */
class StationPageTest {

  private final Bus bus = new FakeNetwork().join("edge");
  private final NodeInfo self = new NodeInfo(bus.self(), NodeInfo.Role.EDGE, "1", 8080, 0);
  private final ClusterView cluster =
      new ClusterView(bus, new Heart(bus, self, () -> new Report.Edge(0, 0, List.of())));
  private final FixedConfig config = new FixedConfig();

  private static String page(StationPage station) {
    RequestHead head = new RequestHead("GET", "/", "HTTP", 1, 1, List.of());
    return new String(station.html(head).bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void page_askedForBeforeTheBrandingIsMade_isNotKeptWithTheOldOne() {
    AtomicReference<StationPage> station = new AtomicReference<>();
    List<String> meanwhile = new ArrayList<>();
    config.subscribe(next -> meanwhile.add(page(station.get()))); // is told before the branding is
    station.set(new StationPage(cluster, config, new Brand(config)));
    config.change(snapshot ->
        snapshot.with().branding(new Branding("North", null, null, null, null)).build());
    assertThat(meanwhile).singleElement().asString().doesNotContain("North");
    assertThat(page(station.get())).contains("North");
  }

  @Test
  void page_isWrittenOnce_whileNothingChanges() {
    StationPage station = new StationPage(cluster, config, new Brand(config));
    RequestHead head = new RequestHead("GET", "/", "HTTP", 1, 1, List.of());
    assertThat(station.html(head)).isSameAs(station.html(head));
  }
}
