package io.floe.transcoder;

import io.floe.stream.intake.IntakeCounters;
import io.floe.stream.origin.Origins;
import io.floe.transcoder.codec.Codecs;
import io.floe.transcoder.job.JobCounters;
import io.floe.transcoder.job.Jobs;
import io.floe.transcoder.job.Workers;
import io.floe.wire.bus.ClusterSettings;
import io.floe.wire.bus.ClusteredBus;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.CommandDesk;
import io.floe.wire.feed.ClusterFeed;
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
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Starts what a transcoder is made of, from the bus outwards to its jobs, and stops it the other
 * way round. Called by Quarkus' main thread; the start goes on beside it, because a node without a
 * config snapshot waits until it has one.
 */
@Singleton
final class TranscoderLifecycle {

  private final TranscoderConfig config;
  private final MeterRegistry meters;
  private final Node node;
  private final String version;

  TranscoderLifecycle(
      TranscoderConfig config,
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
    node.startAside("transcoder", this::startAll, () -> Quarkus.asyncExit(1));
  }

  void drain(@Observes ShutdownDelayInitiatedEvent event) {
    node.drain();
  }

  void stop(@Observes ShutdownEvent event) {
    node.close();
  }

  private void startAll() throws Exception {
    Codecs.warmUp();
    ClusteredBus bus = node.join(ClusterSettings.of(config.cluster()));
    ClusterFeed feed = node.closing(ClusterFeed.open(bus, config.configFile()));
    NodeInfo self =
        new NodeInfo(node.id(), NodeInfo.Role.TRANSCODER, version, 0, System.currentTimeMillis());
    feed.await(); // before the first beat: a node that beats is asked who owns what
    int cores = Runtime.getRuntime().availableProcessors();
    int room = config.roomOf(cores);
    AtomicReference<Supplier<Report>> report =
        new AtomicReference<>(() -> new Report.Transcoder(0, 0, List.of()));
    Heart heart = node.closing(new Heart(bus, self, () -> report.get().get(), feed::stamp));
    feed.subscribe(next -> heart.quicken());
    ClusterView view = node.closing(new ClusterView(bus, heart));
    Origins origins = node.closing(new Origins(bus, heart));
    Workers workers = node.closing(new Workers(cores));
    JobCounters counters = new JobCounters();
    IntakeCounters intake = new IntakeCounters();
    Jobs jobs =
        node.closing(
            new Jobs(
                new Jobs.Studio(bus, origins, workers, feed::settings, intake, counters),
                heart,
                view::now,
                feed,
                room));
    report.set(jobs::report);
    new CommandDesk(bus, origins::obey);
    TranscoderMeters.bind(
        meters, jobs, counters, intake, origins.counters(), bus.counters(), heart, feed);
    Hangup.on(List.of()); // no files but the service's own log
    node.onDrain(jobs::drain);
    node.serve(bus.loop());
  }
}
