package io.floe.admin;

import io.floe.admin.history.HistoryCounters;
import io.floe.admin.live.LiveCounters;
import io.floe.admin.webhook.Counters;
import io.floe.wire.bus.BusCounters;
import io.floe.wire.feed.ClusterFeed;
import io.floe.wire.feed.FeedCounters;
import io.floe.wire.login.AuthLog;
import io.floe.wire.report.Heart;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** The metrics of an admin service by name; a promise to dashboards. */
final class AdminMeters {

  private AdminMeters() {}

  static void bind(
      MeterRegistry meters,
      ClusterFeed feed,
      FeedPublisher publisher,
      BusCounters bus,
      Heart heart,
      AuthLog authLog,
      Preparation preparation,
      HistoryCounters history,
      Counters webhooks,
      LiveCounters live) {
    FeedCounters config = feed.counters();
    gauge(meters, "floe.config.version", "Config snapshot in force", feed, ClusterFeed::version);
    gauge(
        meters,
        "floe.config.conflicts",
        "Nodes that have another config snapshot under the same version",
        feed,
        ClusterFeed::conflicts);
    count(
        meters,
        "floe.snapshots.unpublished",
        "Attempts to publish what is in the database that failed",
        publisher,
        FeedPublisher::failed);
    gauge(
        meters,
        "floe.admin.database.ready",
        "1: the database is prepared and was there a second ago",
        preparation,
        p -> p.ready() ? 1 : 0);
    config.each((name, what, value) -> count(meters, name, what, config, value));
    count(
        meters,
        "floe.auth.log.dropped",
        "Lines of the authentication log that could not be written",
        authLog,
        AuthLog::dropped);
    history.each((name, what, value) -> count(meters, name, what, history, value));
    webhooks.each((name, what, tag, word, value) -> {
      var _ =
          FunctionCounter.builder(name, webhooks, value)
              .description(what)
              .tag(tag, word)
              .register(meters);
    });
    gauge(
        meters,
        "floe.webhook.under.way",
        "Requests of webhooks that wait for an answer",
        webhooks,
        Counters::underWay);
    gauge(
        meters,
        "floe.webhook.waiting",
        "Deliveries that wait for their turn, in the database",
        webhooks,
        Counters::waiting);
    gauge(meters, "floe.events.followers", "Event streams open", live, LiveCounters::followers);
    live.each((name, what, value) -> count(meters, name, what, live, value));
    bus.each((name, what, value) -> count(meters, name, what, bus, value));
    gauge(meters, "floe.bus.peers", "Other nodes alive", heart, h -> h.peers().size());
  }

  private static <T> void gauge(
      MeterRegistry meters, String name, String what, T of, ToDoubleFunction<T> value) {
    var _ = Gauge.builder(name, of, value).description(what).strongReference(true).register(meters);
  }

  private static <T> void count(
      MeterRegistry meters, String name, String what, T of, ToDoubleFunction<T> value) {
    var _ = FunctionCounter.builder(name, of, value).description(what).register(meters);
  }
}
