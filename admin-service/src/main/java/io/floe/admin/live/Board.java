package io.floe.admin.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.floe.admin.live.Scope.Audience;
import io.floe.wire.audio.MountName;
import io.floe.wire.live.Frame;
import io.floe.wire.live.LiveLog;
import io.floe.wire.live.Topic;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.ClusterView.Placed;
import io.floe.wire.report.ClusterView.Stream;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What there is and what has changed, as text for each scope: each change is written once, and what
 * a scope is told is put together once, however many have it. Confined to one thread.
 */
final class Board {

  private static final String MOUNT = "mount";
  private static final String RENDITION = "rendition";
  private static final String SERVICES = "services";

  /** What a scope is told that has heard everything up to a number. */
  private record Wish(Scope scope, long after) {}

  private final ObjectMapper json;
  private final String boot;
  private final LiveCounters counters;
  private final LiveLog<Audience> log = new LiveLog<>();
  private final Map<String, Integer> listeners = new HashMap<>();
  private final Map<Wish, Optional<Buffer>> changes = new HashMap<>();
  private final Map<Scope, Buffer> snapshots = new HashMap<>();
  private final Map<Scope, String> totals = new HashMap<>();

  /**
   * @param boot tells the ids of this board from those of others
   */
  Board(ObjectMapper json, String boot, LiveCounters counters) {
    this.json = json;
    this.boot = boot;
    this.counters = counters;
  }

  /**
   * Looks at the cluster.
   *
   * @param tenants name of the tenant of a stream
   * @param makers name of the tenant of a rendition
   */
  void take(
      ClusterView.Snapshot cluster,
      Function<Stream, Optional<String>> tenants,
      Function<Placed, Optional<String>> makers,
      long nanos) {
    counters.compositions.increment();
    List<Topic<Audience>> topics = new ArrayList<>(cluster.streams().size() + 2);
    Map<String, Integer> heard = new HashMap<>();
    for (Stream stream : cluster.streams()) {
      MountName mount = stream.mount();
      String tenant = tenants.apply(stream).orElse("");
      LiveMount now = LiveMount.of(stream, tenant.isEmpty() ? null : tenant);
      heard.put(mount.value(), stream.listeners());
      topics.add(
          new Topic<>(
              MOUNT,
              mount.value(),
              new Audience.Of(tenant, Set.of(mount)),
              now.firm(),
              now,
              () -> text(now)));
    }
    for (Placed placed : cluster.jobs().values()) {
      topics.add(rendition(placed, makers.apply(placed).orElse("")));
    }
    LiveServices services = LiveServices.of(cluster);
    LiveServices counts = services.counts();
    topics.add(
        new Topic<>(
            SERVICES, "nodes", new Audience.Operators(), services, services, () -> text(services)));
    topics.add(
        new Topic<>(SERVICES, "counts", new Audience.Others(), counts, counts, () -> text(counts)));
    long before = log.written();
    if (log.take(topics, nanos)) {
      listeners.clear();
      listeners.putAll(heard);
      outdated();
    }
    counters.written.add(log.written() - before);
  }

  private Topic<Audience> rendition(Placed placed, String tenant) {
    MountName from = placed.job().from();
    MountName to = placed.job().to();
    LiveRendition now = LiveRendition.of(placed, tenant.isEmpty() ? null : tenant);
    return new Topic<>(
        RENDITION,
        to.value(),
        new Audience.Of(tenant, from.equals(to) ? Set.of(to) : Set.of(from, to)),
        now.firm(),
        now,
        () -> text(now));
  }

  /** Number of the newest change. */
  long number() {
    return log.number();
  }

  /** What the id of an event says of where its reader stands; -1: nothing that helps. */
  long place(Scope scope, @Nullable String id) {
    String start = boot + "." + scope.mark() + ".";
    if (id == null || !id.startsWith(start)) {
      return -1;
    }
    try {
      return Long.parseLong(id.substring(start.length()));
    } catch (NumberFormatException foreign) {
      return -1;
    }
  }

  /** Whether what came after that number is still known. */
  boolean reaches(long after) {
    return after >= 0 && log.reaches(after);
  }

  /** What changed after that number, if anything did that the scope sees. */
  Optional<Buffer> since(Scope scope, long after) {
    if (after == log.number()) {
      return Optional.empty();
    }
    return changes.computeIfAbsent(new Wish(scope, after), wish -> changed(scope, after));
  }

  private Optional<Buffer> changed(Scope scope, long after) {
    Buffer text = null;
    for (Frame<Audience> frame : log.since(after)) {
      if (scope.sees(frame.audience())) {
        text = (text == null ? Buffer.buffer(1024) : text).appendBytes(frame.event());
      }
    }
    if (text == null) {
      return Optional.empty();
    }
    counters.assembled.increment();
    return Optional.of(
        text.appendString("event: totals\nid: " + id(scope) + "\ndata: ")
            .appendString(totals(scope))
            .appendString("\n\n"));
  }

  /** All there is for a scope. */
  Buffer snapshot(Scope scope) {
    return snapshots.computeIfAbsent(scope, this::whole);
  }

  private Buffer whole(Scope scope) {
    counters.assembled.increment();
    StringBuilder mounts = new StringBuilder();
    StringBuilder renditions = new StringBuilder();
    String services = "{}";
    for (Frame<Audience> frame : log.all()) {
      if (!scope.sees(frame.audience())) {
        continue;
      }
      if (frame.kind().equals(SERVICES)) {
        services = frame.json();
      } else {
        StringBuilder list = frame.kind().equals(MOUNT) ? mounts : renditions;
        list.append(list.isEmpty() ? "" : ",").append(frame.json());
      }
    }
    return Buffer.buffer(
        "event: snapshot\nid: "
            + id(scope)
            + "\ndata: {\"mounts\":["
            + mounts
            + "],\"renditions\":["
            + renditions
            + "],\"services\":"
            + services
            + ",\"totals\":"
            + totals(scope)
            + "}\n\n");
  }

  private String totals(Scope scope) {
    return totals.computeIfAbsent(scope, this::sum);
  }

  private String sum(Scope scope) {
    int mounts = 0;
    int heard = 0;
    for (Frame<Audience> frame : log.all()) {
      if (frame.kind().equals(MOUNT) && scope.sees(frame.audience())) {
        mounts++;
        heard += listeners.getOrDefault(frame.name(), 0);
      }
    }
    return text(new LiveTotals(mounts, heard));
  }

  private String id(Scope scope) {
    return boot + "." + scope.mark() + "." + log.number();
  }

  /** Nobody follows any more: what there is later is new. */
  void forget() {
    log.forget();
    outdated();
  }

  private void outdated() {
    changes.clear();
    snapshots.clear();
    totals.clear();
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
