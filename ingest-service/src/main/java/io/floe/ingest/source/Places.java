package io.floe.ingest.source;

import io.floe.wire.client.Address;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of a port for connections that are no source: a quarter of all for a client, half for
 * its neighbourhood, and for none of them longer than a minute. Any thread.
 */
final class Places {

  /** What a client has at least, where there are few places. */
  private static final int LEAST = 8;

  private final int ofClient;
  private final int ofNeighbourhood;
  private final Duration longest;

  // Guarded by this.
  private final Map<Address, Integer> clients = new HashMap<>();
  private final Map<Address, Integer> neighbourhoods = new HashMap<>();

  /**
   * @param all the connections that the port takes
   * @param longest how old a connection gets that is no source
   */
  Places(int all, Duration longest) {
    this.ofClient = Math.max(LEAST, all / 4);
    this.ofNeighbourhood = Math.max(2 * LEAST, all / 2);
    this.longest = longest;
  }

  /** For a connection that is made now, and does not belong to anybody yet. */
  Place place() {
    return new Place();
  }

  private synchronized boolean enter(Address client) {
    Address neighbourhood = client.neighbourhood();
    if (clients.getOrDefault(client, 0) >= ofClient
        || neighbourhoods.getOrDefault(neighbourhood, 0) >= ofNeighbourhood) {
      return false;
    }
    clients.merge(client, 1, Integer::sum);
    neighbourhoods.merge(neighbourhood, 1, Integer::sum);
    return true;
  }

  private synchronized void leave(Address client) {
    var _ = clients.computeIfPresent(client, Places::less);
    var _ = neighbourhoods.computeIfPresent(client.neighbourhood(), Places::less);
  }

  @SuppressWarnings("NullAway") // null: nothing is left
  private static Integer less(Address of, Integer count) {
    return count == 1 ? null : count - 1;
  }

  /** The place of one connection. Confined to its event loop. */
  final class Place {

    private final long since = System.nanoTime();
    private @Nullable Address holder;
    private boolean opened;
    private boolean over;

    /** Takes it for that client, instead of the one before; whether there is one for it. */
    boolean belongsTo(Address address) {
      Address client = address.network();
      if (over || client.equals(holder)) {
        return true;
      }
      if (!enter(client)) {
        return false;
      }
      giveUp();
      holder = client;
      return true;
    }

    /** The connection has ended, or is a source. Idempotent. */
    void leave() {
      giveUp();
      over = true;
    }

    private void giveUp() {
      Address left = holder;
      holder = null;
      if (left != null) {
        Places.this.leave(left);
      }
    }

    /** It has shown the password of a mount, and is about to be a source. */
    void opened() {
      opened = true;
    }

    /** The time, or what is left for a connection that is no source if that is less. */
    Duration within(Duration time) {
      Duration left = longest.minusNanos(System.nanoTime() - since);
      return opened || time.compareTo(left) < 0 ? time : left;
    }

    /** Whether more than that time is left. */
    boolean has(Duration time) {
      return opened || within(longest).compareTo(time) > 0;
    }
  }
}
