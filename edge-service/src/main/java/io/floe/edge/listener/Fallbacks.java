package io.floe.edge.listener;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.mount.Lookup;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.report.ClusterView;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Takes listeners whose source has gone or fallen silent to the fallback of their mount, and back
 * once it is steady again. Confined to the bus thread.
 */
public final class Fallbacks implements AutoCloseable {

  private static final Duration TICK = Duration.ofMillis(100);

  /** A source that is back within this time is not missed. */
  private static final long MISSED_NANOS = Duration.ofMillis(400).toNanos();

  /** A source that has been on the air for so long is steady. */
  private static final long STEADY_NANOS = Duration.ofSeconds(2).toNanos();

  /** Whether a mount is on the air, and since when it is as it is. */
  private record Seen(boolean live, long since) {}

  private final Loop loop;
  private final Supplier<ClusterView.Snapshot> cluster;
  private final ConfigFeed config;
  private final Room room;
  private final Lookup lookup;
  private final ListenerServer server;
  private final Supplier<List<LiveMount>> here;
  private final Map<MountName, Seen> seen = new HashMap<>();
  private final Set<MountName> moving = new HashSet<>();
  private final Loop.Timer timer;

  /**
   * Starts to watch.
   *
   * @param here the mounts that flow to this edge
   */
  public Fallbacks(
      Loop loop,
      Supplier<ClusterView.Snapshot> cluster,
      ConfigFeed config,
      Room room,
      Lookup lookup,
      ListenerServer server,
      Supplier<List<LiveMount>> here) {
    this.loop = loop;
    this.cluster = cluster;
    this.config = config;
    this.room = room;
    this.lookup = lookup;
    this.server = server;
    this.here = here;
    timer = loop.every(TICK, this::tick);
  }

  /** Moves nobody any more. Idempotent. */
  @Override
  public void close() {
    timer.close();
  }

  private void tick() {
    // Who is away comes back even if the fallback is configured no more.
    Set<MountName> watched = new HashSet<>(server.guests().homes());
    for (LiveMount each : here.get()) {
      if (config.settings(each.name()).fallback() != null) {
        watched.add(each.name());
      }
    }
    seen.keySet().retainAll(watched);
    ClusterView.Snapshot now = cluster.get();
    watched.forEach(mount -> look(mount, now));
  }

  private void look(MountName mount, ClusterView.Snapshot now) {
    boolean live =
        now.stream(mount).filter(stream -> stream.state() == Beacon.State.LIVE).isPresent();
    long nanos = loop.nanoTime();
    Seen before = seen.get(mount);
    if (before == null || before.live() != live) {
      seen.put(mount, new Seen(live, nanos));
      return;
    }
    long lasted = nanos - before.since();
    if (live && lasted >= STEADY_NANOS) {
      comeBack(mount);
    } else if (!live && lasted >= MISSED_NANOS) {
      goAway(mount);
    }
  }

  private void goAway(MountName mount) {
    Optional<LiveMount> left =
        here.get().stream()
            .filter(each -> each.name().equals(mount) && each.listeners() > 0)
            .findFirst();
    if (left.isEmpty() || moving.contains(mount)) {
      return;
    }
    Optional<MountName> instead = room.instead(mount, left.get().info().contentType());
    if (instead.isEmpty()) {
      return;
    }
    moving.add(mount);
    lookup.open(
        instead.get(),
        loop,
        found -> {
          if (found.isEmpty()) {
            moving.remove(mount);
          } else {
            server
                .crowd()
                .move(
                    session -> session.mount().equals(mount),
                    found.get(),
                    null,
                    (moved, unlike) -> loop.execute(() -> moving.remove(mount)));
          }
        });
  }

  private void comeBack(MountName mount) {
    if (moving.contains(mount) || !server.guests().homes().contains(mount)) {
      return;
    }
    moving.add(mount);
    lookup.open(
        mount,
        loop,
        found -> {
          if (found.isEmpty()) {
            moving.remove(mount);
            return;
          }
          server
              .crowd()
              .move(
                  session -> session.away() && session.home().equals(mount),
                  found.get(),
                  mount,
                  (moved, unlike) -> loop.execute(() -> back(mount, unlike)));
        });
  }

  private void back(MountName mount, int unlike) {
    moving.remove(mount);
    if (unlike > 0) {
      // The source has returned with another content type: its old listeners have to ask again.
      server.crowd().kick(session -> session.away() && session.home().equals(mount), ended -> {});
    }
  }
}
