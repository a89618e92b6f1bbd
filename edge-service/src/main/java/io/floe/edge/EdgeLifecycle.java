package io.floe.edge;

import io.floe.edge.listener.ListenerCounters;
import io.floe.edge.listener.ListenerServer;
import io.floe.edge.listener.ListenerSettings;
import io.floe.edge.mount.LiveMount;
import io.floe.edge.mount.Mounts;
import io.floe.edge.page.Pages;
import io.floe.edge.ring.MountRing;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.ClusterSettings;
import io.floe.wire.bus.ClusteredBus;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.FileConfigFeed;
import io.floe.wire.node.Hangup;
import io.floe.wire.node.LineLog;
import io.floe.wire.node.ParentPipe;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts what an edge is made of, from the bus outwards to the port, and stops it the other way
 * round. Called by Quarkus' main thread.
 */
@Singleton
final class EdgeLifecycle {

  private static final Logger LOG = Logger.getLogger(EdgeLifecycle.class);

  private final EdgeConfig config;
  private final MeterRegistry meters;
  private final Pulse pulse;
  private final String version;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  EdgeLifecycle(
      EdgeConfig config,
      MeterRegistry meters,
      Pulse pulse,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.config = config;
    this.meters = meters;
    this.pulse = pulse;
    this.version = version;
  }

  void start(@Observes StartupEvent event) {
    if (config.parentPipe()) {
      ParentPipe.follow(System.in, Quarkus::asyncExit);
    }
    try {
      startAll();
    } catch (Exception failure) {
      LOG.fatalf("The edge cannot start: %s", reason(failure));
      LOG.debug("The edge cannot start", failure);
      Quarkus.asyncExit(1);
    }
  }

  private void startAll() throws Exception {
    FileConfigFeed feed = closing(FileConfigFeed.open(config.configFile()));
    NodeId id = new NodeId(config.nodeName() + "-" + UUID.randomUUID().toString().substring(0, 8));
    EdgeConfig.Cluster cluster = config.cluster();
    ClusteredBus bus =
        closing(
            ClusteredBus.join(
                id,
                new ClusterSettings(
                    cluster.name(),
                    cluster.host(),
                    cluster.port(),
                    cluster.members().orElse(List.of()),
                    cluster.serviceDns())));
    NodeInfo self =
        new NodeInfo(id, NodeInfo.Role.EDGE, version, config.port(), System.currentTimeMillis());
    ListenerCounters counters = new ListenerCounters();
    AtomicReference<@Nullable Mounts> reported = new AtomicReference<>();
    Heart heart = closing(new Heart(bus, self, () -> report(counters, reported.get())));
    ClusterView view = closing(new ClusterView(bus, heart));
    Mounts mounts =
        closing(
            new Mounts(
                bus,
                heart,
                mount -> feed.current().settings(mount),
                settings -> new MountRing(System::nanoTime, () -> settings.get().burst()),
                mount -> false,
                Mounts.Limits.DEFAULT));
    reported.set(mounts);
    LineLog accessLog = closing(new LineLog(file("access.log"), "floe-access-log"));
    Hangup.on(List.of(accessLog::reopen));
    ListenerServer server =
        new ListenerServer(
            ListenerSettings.at(config.host(), config.port()),
            mounts,
            new Pages(self, view, feed),
            elsewhere(view, mounts),
            counters,
            accessLog::add);
    closing(server::stop);
    EdgeMeters.bind(meters, counters, mounts, bus.counters(), heart);
    server.start();
    pulse.start(bus.loop());
    LOG.infof("%s is ready on port %d", id, config.port());
  }

  void stop(@Observes ShutdownEvent event) {
    pulse.stop();
    while (!running.isEmpty()) {
      AutoCloseable last = running.pop();
      try {
        last.close();
      } catch (Exception failure) {
        LOG.warnf(failure, "Stopping %s", last.getClass().getSimpleName());
      }
    }
  }

  private static Report.Edge report(ListenerCounters counters, @Nullable Mounts mounts) {
    List<Report.MountListeners> perMount =
        mounts == null
            ? List.of()
            : mounts.mounts().stream()
                .map(m -> new Report.MountListeners(m.name(), m.listeners(), m.peak()))
                .toList();
    return new Report.Edge((int) counters.listeners(), counters.bytes(), perMount);
  }

  /** Listeners that other edges have: what the cluster counts, less what it counts of this edge. */
  private static ToIntFunction<MountName> elsewhere(ClusterView view, Mounts mounts) {
    return name -> {
      int all = view.now().stream(name).map(ClusterView.Stream::listeners).orElse(0);
      int here =
          mounts.mounts().stream()
              .filter(m -> m.name().equals(name))
              .mapToInt(LiveMount::listeners)
              .sum();
      return Math.max(0, all - here);
    };
  }

  private String file(String name) {
    return config.logDir().equals("-") ? "-" : Path.of(config.logDir(), name).toString();
  }

  private <T extends AutoCloseable> T closing(T part) {
    running.push(part);
    return part;
  }

  private static String reason(Throwable failure) {
    @Nullable String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }
}
