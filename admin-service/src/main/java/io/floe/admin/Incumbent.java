package io.floe.admin;

import io.floe.admin.publish.Publisher;
import io.floe.wire.bus.NodeId;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.report.Peer;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster runs on already, which an empty database must not replace: the other nodes are
 * listened to until all of them have said whether they have a configuration. Threads: the one that
 * looks after the database, after {@link #to}.
 */
@Singleton
final class Incumbent {

  /** Who has joined and says nothing for so long is dropped by then. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(20);

  /**
   * The cluster as this node sees it.
   *
   * @param members who has joined, this node included
   * @param peers who has been heard
   * @param named whether DNS names the nodes: then one that is alone may not have been found yet
   */
  record Sight(
      NodeId self, Supplier<Set<NodeId>> members, Supplier<List<Peer>> peers, boolean named) {}

  sealed interface Answer {
    /** Not everybody has said so yet. */
    record Listening() implements Answer {}

    /** It runs on nothing. */
    record Nobody() implements Answer {}

    /** It runs on that, or, where nobody hands it out, on one of this version. */
    record Somebody(ConfigSnapshot station) implements Answer {}
  }

  private final Publisher publisher;
  private @Nullable Sight sight;
  private LongSupplier nanoTime = System::nanoTime;
  private long began;

  Incumbent(Publisher publisher) {
    this.publisher = publisher;
  }

  /** From now on there is somebody to listen to. */
  void to(Sight joined, LongSupplier clock) {
    sight = joined;
    nanoTime = clock;
    began = clock.getAsLong();
  }

  Answer ask() {
    Sight now = sight;
    if (now == null) {
      return new Answer.Listening();
    }
    boolean late = nanoTime.getAsLong() - began > LONGEST_NANOS;
    long version = publisher.newestVersion();
    if (version == 0) {
      return late || everybodyHeard(now) ? new Answer.Nobody() : new Answer.Listening();
    }
    ConfigSnapshot station = publisher.newest();
    if (station.version() < version) {
      return late
          ? new Answer.Somebody(station.with().version(version).build())
          : new Answer.Listening();
    }
    return station.tenants().isEmpty() ? new Answer.Nobody() : new Answer.Somebody(station);
  }

  private static boolean everybodyHeard(Sight now) {
    Set<NodeId> silent = new HashSet<>(now.members().get());
    silent.remove(now.self());
    if (silent.isEmpty()) {
      return !now.named();
    }
    now.peers().get().forEach(peer -> silent.remove(peer.id()));
    return silent.isEmpty();
  }
}
