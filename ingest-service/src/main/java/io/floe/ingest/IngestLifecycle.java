package io.floe.ingest;

import io.floe.ingest.origin.Origins;
import io.floe.ingest.source.AuthLog;
import io.floe.ingest.source.PlaylistLog;
import io.floe.ingest.source.SourceCounters;
import io.floe.ingest.source.SourceServer;
import io.floe.ingest.source.SourceSettings;
import io.floe.wire.bus.ClusterSettings;
import io.floe.wire.bus.ClusteredBus;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigSnapshot.IcecastPortListeners;
import io.floe.wire.config.FileConfigFeed;
import io.floe.wire.node.Hangup;
import io.floe.wire.node.ParentPipe;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.ListenUrls;
import io.floe.wire.report.Report;
import io.floe.wire.report.StatusPages;
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
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts what an ingest is made of, from the bus outwards to the port, and stops it the other way
 * round. Called by Quarkus' main thread.
 */
@Singleton
final class IngestLifecycle {

  private static final Logger LOG = Logger.getLogger(IngestLifecycle.class);

  private final IngestConfig config;
  private final MeterRegistry meters;
  private final Pulse pulse;
  private final String version;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  IngestLifecycle(
      IngestConfig config,
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
      LOG.fatalf("The ingest cannot start: %s", reason(failure));
      LOG.debug("The ingest cannot start", failure);
      Quarkus.asyncExit(1);
    }
  }

  private void startAll() throws Exception {
    FileConfigFeed feed = closing(FileConfigFeed.open(config.configFile()));
    NodeId id = new NodeId(config.nodeName() + "-" + UUID.randomUUID().toString().substring(0, 8));
    IngestConfig.Cluster cluster = config.cluster();
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
        new NodeInfo(id, NodeInfo.Role.INGEST, version, config.port(), System.currentTimeMillis());
    SourceCounters counters = new SourceCounters();
    Heart heart =
        closing(
            new Heart(bus, self, () -> new Report.Ingest(counters.sources(), counters.bytesIn())));
    ClusterView view = closing(new ClusterView(bus, heart));
    Origins origins = closing(new Origins(bus, heart));
    AuthLog authLog = closing(new AuthLog(config.authLogFile()));
    PlaylistLog playlist =
        closing(
            new PlaylistLog(
                file("playlist.log"),
                mount -> view.now().stream(mount).map(ClusterView.Stream::listeners).orElse(0)));
    Hangup.on(List.of(authLog::reopen, playlist::reopen));
    if (feed.current().icecastPortListeners() == IcecastPortListeners.RELAY) {
      LOG.warn(
          "icecastPortListeners: relay is not in this release; listeners who ask the Icecast port"
              + " are redirected to an edge.");
    }
    ListenUrls urls = new ListenUrls(self, view, feed);
    StatusPages pages = new StatusPages(self, view, feed);
    SourceServer server =
        closing(
            new SourceServer(
                SourceSettings.at(config.host(), config.port()),
                feed,
                origins,
                urls::edgeFor,
                pages::apply,
                authLog,
                playlist,
                counters));
    IngestMeters.bind(meters, counters, origins.counters(), bus.counters(), heart);
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

  private <T extends AutoCloseable> T closing(T part) {
    running.push(part);
    return part;
  }

  private String file(String name) {
    return config.logDir().equals("-") ? "-" : Path.of(config.logDir(), name).toString();
  }

  private static String reason(Throwable failure) {
    @Nullable String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }
}
