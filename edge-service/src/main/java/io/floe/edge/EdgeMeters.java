package io.floe.edge;

import io.floe.edge.listener.ListenerCounters;
import io.floe.edge.mount.MountCounters;
import io.floe.edge.mount.Mounts;
import io.floe.edge.page.MountNews;
import io.floe.edge.page.PublicNews;
import io.floe.edge.page.RecentTitles;
import io.floe.edge.ring.MountRing;
import io.floe.edge.ring.RingMemory;
import io.floe.stream.intake.IntakeCounters;
import io.floe.stream.intake.Spread;
import io.floe.wire.bus.BusCounters;
import io.floe.wire.feed.ClusterFeed;
import io.floe.wire.feed.FeedCounters;
import io.floe.wire.hook.Hooks;
import io.floe.wire.node.DirectMemory;
import io.floe.wire.report.Heart;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The metrics of an edge by name; a promise to dashboards. */
final class EdgeMeters {

  private EdgeMeters() {}

  static void bind(
      MeterRegistry meters,
      ListenerCounters listener,
      Mounts mounts,
      RingMemory rings,
      BusCounters bus,
      Heart heart,
      ClusterFeed feed,
      PublicNews news,
      MountNews mountNews,
      RecentTitles titles,
      Hooks hooks) {
    bindConfig(meters, feed);
    hooks.each((name, what, value) -> count(meters, name, what, hooks, value));
    bindEvents(meters, listener, news);
    bindRings(meters, rings);
    count(
        meters,
        "floe.events.untold",
        "Looks at one mount that told nothing because so many others are followed",
        mountNews,
        MountNews::untold);
    count(
        meters,
        "floe.titles.forgotten",
        "Mounts whose recent titles were lost because there are so many mounts",
        titles,
        RecentTitles::forgotten);
    gauge(meters, "floe.listeners", "Listeners connected", listener, ListenerCounters::listeners);
    gauge(
        meters,
        "floe.listener.waiting",
        "Connections that have not sent a request",
        listener,
        ListenerCounters::waiting);
    count(
        meters,
        "floe.listener.joined",
        "Listeners that have come",
        listener,
        ListenerCounters::joined);
    count(
        meters,
        "floe.listener.bytes",
        "Bytes written to listeners",
        listener,
        ListenerCounters::bytes);
    count(
        meters, "floe.listener.writes", "Writes to listeners", listener, ListenerCounters::writes);
    count(
        meters,
        "floe.listener.skips",
        "Times a slow listener was set ahead",
        listener,
        ListenerCounters::skips);
    count(
        meters,
        "floe.listener.skipped.bytes",
        "Bytes that slow listeners missed",
        listener,
        ListenerCounters::skippedBytes);
    count(
        meters,
        "floe.listener.drops",
        "Listeners dropped because they took nothing",
        listener,
        ListenerCounters::drops);
    count(
        meters,
        "floe.listener.failures",
        "Connections that broke",
        listener,
        ListenerCounters::failures);
    count(
        meters,
        "floe.listener.banned",
        "Listeners ended because their address was banned",
        listener,
        ListenerCounters::bannedListeners);
    count(
        meters,
        "floe.listener.expired",
        "Listeners ended because they had listened as long as they may",
        listener,
        ListenerCounters::expired);
    count(
        meters,
        "floe.listener.kicked",
        "Listeners ended by an operator or another content type",
        listener,
        ListenerCounters::kicked);
    count(
        meters,
        "floe.listener.moved",
        "Times a listener went on with another mount",
        listener,
        ListenerCounters::moved);
    for (ListenerCounters.Refusal kind : ListenerCounters.Refusal.values()) {
      FunctionCounter.builder("floe.listener.refused", listener, l -> l.refused(kind))
          .description("Requests refused")
          .tag("reason", kind.name().toLowerCase(Locale.ROOT))
          .register(meters);
    }
    FunctionTimer.builder(
            "floe.listener.join",
            listener,
            ListenerCounters::firstAudios,
            ListenerCounters::joinNanos,
            TimeUnit.NANOSECONDS)
        .description("From the request to the first audio")
        .register(meters);
    gauge(
        meters,
        "floe.listener.join.slowest.seconds",
        "Slowest join so far",
        listener,
        l -> l.slowestJoinNanos() / 1e9);

    MountCounters mount = mounts.counters();
    gauge(meters, "floe.mounts", "Mounts that flow to this edge", mounts, m -> m.mounts().size());
    count(
        meters,
        "floe.mount.chunks",
        "Chunks taken into rings",
        mount.intake(),
        IntakeCounters::chunks);
    count(
        meters,
        "floe.mount.bytes",
        "Payload bytes taken into rings",
        mount.intake(),
        IntakeCounters::bytes);
    count(
        meters,
        "floe.mount.duplicates",
        "Chunks that came again",
        mount.intake(),
        IntakeCounters::duplicates);
    count(
        meters,
        "floe.mount.foreign",
        "Chunks that nobody here asked for",
        mount,
        MountCounters::foreign);
    count(
        meters,
        "floe.mount.rewinds",
        "Times an owner was asked to go back",
        mount.intake(),
        IntakeCounters::rewinds);
    count(
        meters,
        "floe.mount.gaps.repaired",
        "Gaps closed without loss",
        mount.intake(),
        IntakeCounters::repaired);
    count(
        meters,
        "floe.mount.chunks.lost",
        "Chunks that could not be had any more",
        mount.intake(),
        IntakeCounters::lost);
    count(
        meters,
        "floe.mount.cold.opens",
        "Mounts fetched because a listener asked",
        mount,
        MountCounters::coldOpens);
    count(
        meters,
        "floe.mount.owners.lost",
        "Streams whose owner went silent",
        mount,
        MountCounters::ownersLost);
    count(meters, "floe.mount.epochs", "Streams followed", mount, MountCounters::epochs);
    spread(meters, "floe.mount.lag", "From the source's byte to this edge", mount.intake().lag());
    spread(
        meters, "floe.mount.open", "From the first listener's wish to audio at hand", mount.join());

    bus.each((name, what, value) -> count(meters, name, what, bus, value));
    gauge(meters, "floe.bus.peers", "Other nodes alive", heart, h -> h.peers().size());
    gauge(
        meters,
        "floe.direct.memory.bytes",
        "Direct memory of rings and sockets",
        heart,
        h -> DirectMemory.used());
  }

  private static void bindRings(MeterRegistry meters, RingMemory rings) {
    gauge(
        meters,
        "floe.mount.rings.bytes",
        "Direct memory that the rings hold",
        rings,
        r -> MountRing.memory());
    count(
        meters,
        "floe.mount.rings.shed.bytes",
        "Bytes that left rings early because there was no memory for more",
        rings,
        RingMemory::shed);
    count(
        meters,
        "floe.mount.rings.lost.chunks",
        "Chunks that no memory was found for",
        rings,
        RingMemory::lost);
  }

  private static void bindEvents(MeterRegistry meters, ListenerCounters listener, PublicNews news) {
    gauge(
        meters,
        "floe.events.followers",
        "Event streams open",
        listener,
        ListenerCounters::followers);
    count(
        meters, "floe.events.opened", "Event streams opened", listener, ListenerCounters::followed);
    count(
        meters,
        "floe.events.resumed",
        "Event streams that went on where they were cut",
        listener,
        ListenerCounters::resumed);
    count(
        meters,
        "floe.events.slow",
        "Event streams closed because they took nothing",
        listener,
        ListenerCounters::slowFollowers);
    count(
        meters,
        "floe.events.sent.bytes",
        "Bytes given to sockets",
        listener,
        ListenerCounters::newsBytes);
    count(
        meters,
        "floe.events.compositions",
        "Times the state of the cluster was looked at for events",
        news,
        PublicNews::compositions);
    count(meters, "floe.events.written", "Changes written as JSON", news, PublicNews::written);
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

  private static void spread(MeterRegistry meters, String name, String what, Spread spread) {
    FunctionTimer.builder(name, spread, Spread::count, Spread::sumMillis, TimeUnit.MILLISECONDS)
        .description(what)
        .register(meters);
    gauge(
        meters,
        name + ".slowest.seconds",
        what + ", slowest since the last scrape",
        spread,
        s -> s.takeMaxMillis() / 1e3);
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
