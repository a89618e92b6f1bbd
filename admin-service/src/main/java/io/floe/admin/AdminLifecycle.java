package io.floe.admin;

import io.floe.admin.account.DoorKey;
import io.floe.admin.history.History;
import io.floe.admin.live.Live;
import io.floe.admin.webhook.Counters;
import io.floe.admin.webhook.Lockouts;
import io.floe.admin.webhook.Webhooks;
import io.floe.wire.bus.ClusterSettings;
import io.floe.wire.bus.ClusteredBus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.Audiences;
import io.floe.wire.command.Commands;
import io.floe.wire.command.Retitles;
import io.floe.wire.feed.ClusterFeed;
import io.floe.wire.login.AuthLog;
import io.floe.wire.node.Hangup;
import io.floe.wire.node.Node;
import io.floe.wire.node.ParentPipe;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Starts what an admin service is made of, from the bus to the database, and stops it the other way
 * round. Called by Quarkus' main thread; the start goes on beside it. A database that is away does
 * not keep it from starting: the cluster goes on with the snapshot that it has.
 */
@Singleton
final class AdminLifecycle {

  private static final Logger LOG = Logger.getLogger(AdminLifecycle.class);

  private final AdminConfig config;
  private final MeterRegistry meters;
  private final Node node;
  private final FeedPublisher publisher;
  private final BusCommands commands;
  private final BusTranscoders transcoders;
  private final BusOnAir onAir;
  private final AuthLog authLog;
  private final Incumbent incumbent;
  private final Preparation preparation;
  private final History history;
  private final Webhooks webhooks;
  private final Counters webhookCounters;
  private final Lockouts lockouts;
  private final Live live;
  private final DoorKey key;
  private final String version;

  AdminLifecycle(
      AdminConfig config,
      MeterRegistry meters,
      Node node,
      FeedPublisher publisher,
      BusCommands commands,
      BusTranscoders transcoders,
      BusOnAir onAir,
      AuthLog authLog,
      Incumbent incumbent,
      Preparation preparation,
      History history,
      Webhooks webhooks,
      Counters webhookCounters,
      Lockouts lockouts,
      Live live,
      DoorKey key,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.config = config;
    this.meters = meters;
    this.node = node;
    this.publisher = publisher;
    this.commands = commands;
    this.transcoders = transcoders;
    this.onAir = onAir;
    this.authLog = authLog;
    this.incumbent = incumbent;
    this.preparation = preparation;
    this.history = history;
    this.webhooks = webhooks;
    this.webhookCounters = webhookCounters;
    this.lockouts = lockouts;
    this.live = live;
    this.key = key;
    this.version = version;
  }

  void start(@Observes StartupEvent event) {
    if (config.parentPipe()) {
      ParentPipe.follow(System.in, Quarkus::asyncExit);
    }
    node.startAside("admin service", this::startAll, () -> Quarkus.asyncExit(1));
  }

  void drain(@Observes ShutdownDelayInitiatedEvent event) {
    node.drain();
    // Whoever follows events has to go before the end, and comes back to another service.
    live.endAfter(Math.max(0, config.drainSeconds() - 1));
  }

  void stop(@Observes ShutdownEvent event) {
    node.close();
  }

  private void startAll() {
    var _ = node.closing(authLog);
    ClusterSettings cluster = ClusterSettings.of(config.cluster());
    ClusteredBus bus = node.join(cluster);
    ClusterFeed feed = node.closing(ClusterFeed.open(bus, config.configFile()));
    NodeInfo self =
        new NodeInfo(
            node.id(), NodeInfo.Role.ADMIN, version, config.port(), System.currentTimeMillis());
    Report report = new Report.Admin(reachable(), key.value());
    Heart heart = node.closing(new Heart(bus, self, () -> report, feed::stamp));
    feed.subscribe(next -> heart.quicken());
    publisher.to(feed);
    commands.to(new Commands(bus, heart), new Audiences(bus, heart), new Retitles(bus, heart));
    ClusterView view = node.closing(new ClusterView(bus, heart));
    transcoders.to(view::now, feed);
    onAir.to(self, view, feed);
    bus.receive(this::reported);
    AdminMeters.bind(
        meters,
        feed,
        publisher,
        bus.counters(),
        heart,
        authLog,
        preparation,
        history.counters(),
        webhookCounters,
        live.counters());
    boolean named = cluster.serviceDns().isPresent();
    incumbent.to(
        new Incumbent.Sight(node.id(), bus::members, heart::peers, named), System::nanoTime);
    var _ = node.closing(preparation);
    preparation.start();
    var _ = node.closing(history);
    history.start(bus, heart, view::now, preparation::ready);
    var _ = node.closing(webhooks);
    webhooks.start(preparation::ready);
    Hangup.on(List.of(authLog::reopen, preparation::reapply));
    node.serve(bus.loop());
  }

  private void reported(NodeId from, Message message) {
    if (message instanceof Message.Beat beat && beat.report() instanceof Report.Ingest ingest) {
      lockouts.reported(from, ingest.lockouts());
    }
  }

  /**
   * Address at which other nodes reach REST: the one that it is bound to or, when that is every
   * address, the one of the cluster. Empty when it has none, which is no reason not to start, and
   * when it is one of this machine only while the cluster has others: they would ask themselves.
   */
  private String reachable() {
    String bound = config.host();
    String cluster = ClusterSettings.of(config.cluster()).host();
    boolean every = bound.equals("0.0.0.0") || bound.equals("::") || bound.equals("[::]");
    String host = every ? cluster : bound;
    try {
      InetAddress address = InetAddress.getByName(host);
      if (address.isLoopbackAddress() && !InetAddress.getByName(cluster).isLoopbackAddress()) {
        LOG.infof("%s is of this machine: ingests do not pass requests on to this service", host);
        return "";
      }
      return address.getHostAddress();
    } catch (UnknownHostException unknown) {
      LOG.warnf("%s has no address: ingests cannot pass requests on to this service", host);
      return "";
    }
  }
}
