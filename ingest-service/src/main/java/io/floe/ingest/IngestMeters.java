package io.floe.ingest;

import io.floe.ingest.source.Lockouts;
import io.floe.ingest.source.PlaylistLog;
import io.floe.ingest.source.SourceCounters;
import io.floe.stream.origin.OriginCounters;
import io.floe.wire.bus.BusCounters;
import io.floe.wire.feed.ClusterFeed;
import io.floe.wire.feed.FeedCounters;
import io.floe.wire.hook.Hooks;
import io.floe.wire.node.DirectMemory;
import io.floe.wire.report.Heart;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The metrics of an ingest by name; a promise to dashboards. */
final class IngestMeters {

  private IngestMeters() {}

  static void bind(
      MeterRegistry meters,
      SourceCounters source,
      Lockouts lockouts,
      PlaylistLog playlist,
      OriginCounters origin,
      BusCounters bus,
      Heart heart,
      ClusterFeed feed,
      Hooks hooks) {
    bindConfig(meters, feed);
    hooks.each((name, what, value) -> count(meters, name, what, hooks, value));
    gauge(meters, "floe.sources", "Sources connected", source, SourceCounters::sources);
    gauge(
        meters,
        "floe.source.connections.open",
        "Connections open on both source ports",
        source,
        SourceCounters::open);
    count(
        meters,
        "floe.source.connections",
        "Connections accepted",
        source,
        SourceCounters::connections);
    count(
        meters,
        "floe.source.bytes",
        "Bytes received from sources",
        source,
        SourceCounters::bytesIn);
    gauge(
        meters,
        "floe.source.under.way.bytes",
        "Bytes received and not yet in a ring",
        source,
        SourceCounters::underWay);
    count(
        meters,
        "floe.source.skipped.bytes",
        "Bytes that were no audio: tags, Xing frames, garbage",
        source,
        SourceCounters::skippedBytes);
    count(
        meters,
        "floe.source.auth.failures",
        "Logins with a wrong password",
        source,
        SourceCounters::authFailures);
    count(
        meters,
        "floe.source.head.timeouts",
        "Requests that did not arrive in time",
        source,
        SourceCounters::headTimeouts);
    count(
        meters,
        "floe.source.connections.expired",
        "Connections closed because they were no source after a minute",
        source,
        SourceCounters::expirations);
    count(
        meters,
        "floe.source.timeouts",
        "Sources closed for silence, or because they sent no audio",
        source,
        SourceCounters::sourceTimeouts);
    count(
        meters,
        "floe.source.banned",
        "Sources ended because their address was banned",
        source,
        SourceCounters::bannedSources);
    count(meters, "floe.source.titles", "Titles accepted", source, SourceCounters::titles);
    count(
        meters,
        "floe.source.titles.unlogged",
        "Titles that playlist.log has not, since newer ones of their mount came within a second",
        playlist,
        PlaylistLog::leftOut);
    count(
        meters,
        "floe.source.forwards",
        "Requests for admin pages passed on to an admin service",
        source,
        SourceCounters::forwards);
    count(
        meters,
        "floe.source.forwards.failed",
        "Requests for admin pages that no admin service has answered",
        source,
        SourceCounters::unforwarded);
    count(
        meters,
        "floe.source.lockouts.dropped",
        "Clients that guessed passwords, and of whom admin services may not have heard",
        lockouts,
        Lockouts::dropped);
    for (SourceCounters.Refusal kind : SourceCounters.Refusal.values()) {
      FunctionCounter.builder("floe.source.refused", source, s -> s.refused(kind))
          .description("Sources and connections refused")
          .tag("reason", kind.name().toLowerCase(Locale.ROOT))
          .register(meters);
    }
    origin.each((name, what, value) -> count(meters, name, what, origin, value));
    gauge(
        meters,
        "floe.origin.under.way.bytes",
        "Bytes handed to the transport and not yet gone",
        origin,
        OriginCounters::underWay);
    gauge(
        meters,
        "floe.origin.under.way.most.bytes",
        "The most that was ever under way to one edge",
        origin,
        OriginCounters::mostUnderWay);
    origin.rings((name, what, value) -> gauge(meters, name, what, origin, value));
    bus.each((name, what, value) -> count(meters, name, what, bus, value));
    gauge(
        meters,
        "floe.direct.memory.bytes",
        "Direct memory of sockets",
        heart,
        h -> DirectMemory.used());
    gauge(meters, "floe.bus.peers", "Other nodes alive", heart, h -> h.peers().size());
  }

  private static void bindConfig(MeterRegistry meters, ClusterFeed feed) {
    FeedCounters config = feed.counters();
    gauge(meters, "floe.config.version", "Config snapshot in force", feed, ClusterFeed::version);
    gauge(
        meters,
        "floe.config.conflicts",
        "Nodes that have another config snapshot under the same version",
        feed,
        ClusterFeed::conflicts);
    config.each((name, what, value) -> count(meters, name, what, config, value));
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
