package io.floe.transcoder;

import io.floe.stream.intake.IntakeCounters;
import io.floe.stream.origin.OriginCounters;
import io.floe.transcoder.job.JobCounters;
import io.floe.transcoder.job.Jobs;
import io.floe.wire.bus.BusCounters;
import io.floe.wire.feed.ClusterFeed;
import io.floe.wire.feed.FeedCounters;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The metrics of a transcoder by name; a promise to dashboards. */
final class TranscoderMeters {

  private TranscoderMeters() {}

  static void bind(
      MeterRegistry meters,
      Jobs jobs,
      JobCounters job,
      IntakeCounters intake,
      OriginCounters origin,
      BusCounters bus,
      Heart heart,
      ClusterFeed feed) {
    FeedCounters config = feed.counters();
    gauge(meters, "floe.config.version", "Config snapshot in force", feed, ClusterFeed::version);
    gauge(
        meters,
        "floe.config.conflicts",
        "Nodes that have another config snapshot under the same version",
        feed,
        ClusterFeed::conflicts);
    config.each((name, what, value) -> count(meters, name, what, config, value));
    for (Report.Job.State state : Report.Job.State.values()) {
      Gauge.builder("floe.jobs", jobs, each -> inState(each, state))
          .description("Renditions of this node, and those that wait for room")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .strongReference(true)
          .register(meters);
    }
    gauge(
        meters,
        "floe.jobs.load.cores",
        "Cores that the jobs take, measured",
        jobs,
        each -> each.report().load() / 1_000.0);
    gauge(
        meters,
        "floe.jobs.room.cores",
        "Cores that jobs are taken for at most",
        jobs,
        each -> each.report().room() / 1_000.0);
    perJob(meters, jobs);
    job.each((name, what, value) -> count(meters, name, what, job, value));
    intake(meters, intake);
    origin.each((name, what, value) -> count(meters, name, what, origin, value));
    origin.rings((name, what, value) -> gauge(meters, name, what, origin, value));
    bus.each((name, what, value) -> count(meters, name, what, bus, value));
    gauge(meters, "floe.bus.peers", "Other nodes alive", heart, h -> h.peers().size());
  }

  /** By output: there are as many as the configuration has. */
  private static void perJob(MeterRegistry meters, Jobs jobs) {
    MultiGauge speed =
        MultiGauge.builder("floe.job.speed")
            .description("Seconds of audio made per second of CPU")
            .register(meters);
    MultiGauge lag =
        MultiGauge.builder("floe.job.lag.seconds")
            .description("From the arrival of a chunk to its audio being made")
            .register(meters);
    jobs.onReport(report -> {
      speed.register(rows(report, job -> job.speed() / 100.0), true);
      lag.register(rows(report, job -> job.lag() / 1_000.0), true);
    });
  }

  private static List<MultiGauge.Row<?>> rows(
      Report.Transcoder report, ToDoubleFunction<Report.Job> value) {
    return report.jobs().stream()
        .<MultiGauge.Row<?>>map(
            job -> MultiGauge.Row.of(Tags.of("mount", job.to().value()), job, value))
        .toList();
  }

  private static int inState(Jobs jobs, Report.Job.State state) {
    return (int) jobs.report().jobs().stream().filter(job -> job.state() == state).count();
  }

  private static void intake(MeterRegistry meters, IntakeCounters intake) {
    count(meters, "floe.intake.chunks", "Chunks taken in", intake, IntakeCounters::chunks);
    count(meters, "floe.intake.bytes", "Payload bytes taken in", intake, IntakeCounters::bytes);
    count(
        meters,
        "floe.intake.repaired",
        "Gaps closed without loss",
        intake,
        IntakeCounters::repaired);
    count(
        meters,
        "floe.intake.lost.chunks",
        "Chunks that could not be had any more",
        intake,
        IntakeCounters::lost);
  }

  private static <T> void count(
      MeterRegistry meters, String name, String what, T state, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, state, value).description(what).register(meters);
  }

  private static <T> void gauge(
      MeterRegistry meters, String name, String what, T state, ToDoubleFunction<T> value) {
    Gauge.builder(name, state, value).description(what).strongReference(true).register(meters);
  }
}
