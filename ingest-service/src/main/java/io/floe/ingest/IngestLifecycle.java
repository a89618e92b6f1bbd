package io.floe.ingest;

import io.floe.ingest.source.Lockouts;
import io.floe.ingest.source.PlaylistLog;
import io.floe.ingest.source.SourceCounters;
import io.floe.ingest.source.SourceServer;
import io.floe.ingest.source.SourceSettings;
import io.floe.stream.origin.Origins;
import io.floe.wire.bus.ClusterSettings;
import io.floe.wire.bus.ClusteredBus;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.CommandDesk;
import io.floe.wire.config.ConfigSnapshot.IcecastPortListeners;
import io.floe.wire.feed.ClusterFeed;
import io.floe.wire.hook.Hooks;
import io.floe.wire.login.AuthLog;
import io.floe.wire.node.Hangup;
import io.floe.wire.node.Node;
import io.floe.wire.node.ParentPipe;
import io.floe.wire.report.AdminDoor;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.ListenUrls;
import io.floe.wire.report.Report;
import io.floe.wire.report.StatusPages;
import io.floe.wire.report.Tenancy;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Starts what an ingest is made of, from the bus outwards to the port, and stops it the other way
 * round. Called by Quarkus' main thread; the start goes on beside it, because a node without a
 * config snapshot waits until it has one.
 */
@Singleton
final class IngestLifecycle {

  private static final Logger LOG = Logger.getLogger(IngestLifecycle.class);

  private final IngestConfig config;
  private final MeterRegistry meters;
  private final Node node;
  private final String version;

  IngestLifecycle(
      IngestConfig config,
      MeterRegistry meters,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.config = config;
    this.meters = meters;
    this.version = version;
    this.node = new Node(config.nodeName());
  }

  @Produces
  Node node() {
    return node;
  }

  void start(@Observes StartupEvent event) {
    if (config.parentPipe()) {
      ParentPipe.follow(System.in, Quarkus::asyncExit);
    }
    node.startAside("ingest", this::startAll, () -> Quarkus.asyncExit(1));
  }

  void drain(@Observes ShutdownDelayInitiatedEvent event) {
    node.drain();
  }

  void stop(@Observes ShutdownEvent event) {
    node.close();
  }

  private void startAll() throws Exception {
    ClusteredBus bus = node.join(ClusterSettings.of(config.cluster()));
    ClusterFeed feed = node.closing(ClusterFeed.open(bus, config.configFile()));
    NodeInfo self =
        new NodeInfo(
            node.id(), NodeInfo.Role.INGEST, version, config.port(), System.currentTimeMillis());
    SourceCounters counters = new SourceCounters();
    Lockouts lockouts = new Lockouts();
    feed.await(); // before the first beat: an ingest that beats is asked who owns what
    Heart heart =
        node.closing(
            new Heart(
                bus,
                self,
                () -> new Report.Ingest(counters.sources(), counters.bytesIn(), lockouts.recent()),
                feed::stamp));
    feed.subscribe(next -> heart.quicken());
    ClusterView view = node.closing(new ClusterView(bus, heart));
    Origins origins = node.closing(new Origins(bus, heart));
    AuthLog authLog = node.closing(new AuthLog(config.authLogFile(), config.logDays()));
    PlaylistLog playlist =
        node.closing(
            new PlaylistLog(
                Node.log(config.logDir(), "playlist.log"),
                config.logDays(),
                bus.loop(),
                mount -> view.now().stream(mount).map(ClusterView.Stream::listeners).orElse(0)));
    Hangup.on(List.of(authLog::reopen, playlist::reopen));
    if (feed.current().icecastPortListeners() == IcecastPortListeners.RELAY) {
      LOG.warn(
          "icecastPortListeners: relay is not in this release; listeners who ask the Icecast port"
              + " are redirected to an edge.");
    }
    ListenUrls urls = new ListenUrls(self, view, feed);
    StatusPages pages = new StatusPages(self, view, feed);
    Hooks hooks = node.closing(new Hooks());
    SourceServer server =
        node.closing(
            new SourceServer(
                SourceSettings.at(config.host(), config.port()),
                feed,
                origins,
                urls::edgeFor,
                pages::apply,
                authLog,
                playlist,
                counters,
                new Tenancy(view::now, feed),
                () -> AdminDoor.of(heart.peers()),
                hooks,
                lockouts));
    new CommandDesk(bus, origins::obey);
    IngestMeters.bind(
        meters,
        counters,
        lockouts,
        playlist,
        origins.counters(),
        bus.counters(),
        heart,
        feed,
        hooks);
    server.start();
    node.onDrain(server::drain);
    node.serve(bus.loop());
  }
}
