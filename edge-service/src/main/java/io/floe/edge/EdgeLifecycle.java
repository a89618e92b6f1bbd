package io.floe.edge;

import io.floe.edge.listener.ClusterRoom;
import io.floe.edge.listener.Fallbacks;
import io.floe.edge.listener.ListenerCounters;
import io.floe.edge.listener.ListenerServer;
import io.floe.edge.listener.ListenerSettings;
import io.floe.edge.listener.VisitBook;
import io.floe.edge.mount.Mounts;
import io.floe.edge.page.MountNews;
import io.floe.edge.page.Pages;
import io.floe.edge.page.PublicNews;
import io.floe.edge.page.RecentTitles;
import io.floe.edge.ring.MountRing;
import io.floe.edge.ring.RingMemory;
import io.floe.wire.bus.ClusterSettings;
import io.floe.wire.bus.ClusteredBus;
import io.floe.wire.bus.Message.Command;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.AudienceDesk;
import io.floe.wire.command.CommandDesk;
import io.floe.wire.command.VisitDesk;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.feed.ClusterFeed;
import io.floe.wire.hook.Hooks;
import io.floe.wire.node.DirectMemory;
import io.floe.wire.node.Hangup;
import io.floe.wire.node.LineLog;
import io.floe.wire.node.Node;
import io.floe.wire.node.ParentPipe;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import io.floe.wire.report.Tenancy;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Starts what an edge is made of, from the bus outwards to the port, and stops it the other way
 * round. Called by Quarkus' main thread; the start goes on beside it, because a node without a
 * config snapshot waits until it has one.
 */
@Singleton
final class EdgeLifecycle {

  /** How often some of the listeners are looked at for another day: all of them in 5 min. */
  private static final Duration ROLL = Duration.ofSeconds(5);

  private final EdgeConfig config;
  private final MeterRegistry meters;
  private final Node node;
  private final String version;

  EdgeLifecycle(
      EdgeConfig config,
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
    node.startAside("edge", this::startAll, () -> Quarkus.asyncExit(1));
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
            node.id(), NodeInfo.Role.EDGE, version, config.port(), System.currentTimeMillis());
    ListenerCounters counters = new ListenerCounters();
    feed.await(); // before the first beat: listeners are sent to edges that beat
    AtomicReference<@Nullable Mounts> reported = new AtomicReference<>();
    Heart heart =
        node.closing(new Heart(bus, self, () -> report(counters, reported.get()), feed::stamp));
    feed.subscribe(next -> heart.quicken());
    ClusterView view = node.closing(new ClusterView(bus, heart));
    RingMemory rings = RingMemory.of(DirectMemory.most());
    Mounts mounts =
        node.closing(
            new Mounts(
                bus,
                heart,
                feed::settings,
                settings -> new MountRing(System::nanoTime, () -> settings.get().burst(), rings),
                mount -> false,
                Mounts.Limits.DEFAULT));
    reported.set(mounts);
    LineLog accessLog = accessLog();
    ClusterRoom room = new ClusterRoom(view::now, feed, mounts::mounts, System::currentTimeMillis);
    Tenancy tenancy = new Tenancy(view::now, feed);
    VisitBook visits =
        new VisitBook(System::currentTimeMillis, mount -> tenancy.of(mount).map(Tenant::zone));
    PublicNews news = node.closing(new PublicNews(view::now, feed, counters::followers));
    RecentTitles titles = new RecentTitles(bus, feed, System::currentTimeMillis);
    MountNews mountNews = new MountNews(view::now, feed, titles, System::nanoTime);
    Hooks hooks = node.closing(new Hooks());
    ListenerServer server =
        new ListenerServer(
            ListenerSettings.at(config.host(), config.port()),
            feed,
            mounts,
            new Pages(self, view, feed, titles),
            mount -> mount.isPresent() ? mountNews.apply(mount.get()) : news.get(),
            hooks,
            room,
            counters,
            visits,
            accessLog::add);
    node.closing(server::stop);
    node.closing(new Fallbacks(bus.loop(), view::now, feed, room, mounts, server, mounts::mounts));
    new CommandDesk(bus, (command, answer) -> obey(server, command, answer));
    new AudienceDesk(bus, server::audience);
    new VisitDesk(bus, visits::answer);
    var _ = node.closing(bus.loop().every(ROLL, server::roll));
    var _ = node.closing(bus.loop().every(ROLL, visits::tidy));
    var _ = node.closing(bus.loop().every(ROLL, mountNews::tidy));
    EdgeMeters.bind(
        meters,
        counters,
        mounts,
        rings,
        bus.counters(),
        heart,
        feed,
        news,
        mountNews,
        titles,
        hooks);
    news.start();
    server.start();
    node.onDrain(server::drain);
    node.serve(bus.loop());
  }

  private LineLog accessLog() {
    LineLog log =
        node.closing(
            new LineLog(
                Node.log(config.logDir(), "access.log"), "floe-access-log", config.logDays()));
    Hangup.on(List.of(log::reopen));
    return log;
  }

  private static Report.Edge report(ListenerCounters counters, @Nullable Mounts mounts) {
    List<Report.MountListeners> perMount = mounts == null ? List.of() : mounts.report();
    return new Report.Edge((int) counters.listeners(), counters.bytes(), perMount);
  }

  private static void obey(
      ListenerServer server, Command command, Consumer<CommandDesk.Done> answer) {
    switch (command) {
      case Command.KickSource _ -> answer.accept(CommandDesk.Done.to(0));
      case Command.KickListeners kick ->
          server.kick(kick.mount(), count -> answer.accept(CommandDesk.Done.to(count)));
      case Command.KickListener kick ->
          server.kick(
              kick.mount(), kick.listener(), count -> answer.accept(CommandDesk.Done.to(count)));
      case Command.MoveListeners move ->
          server.move(
              move.from(),
              move.to(),
              (count, problem) -> answer.accept(new CommandDesk.Done(count, problem)));
    }
  }
}
