package io.floe.admin.history;

import io.floe.admin.history.Batch.Sample;
import io.floe.admin.history.Batch.StreamSeen;
import io.floe.admin.history.Places.Place;
import io.floe.admin.history.Places.Tenant;
import io.floe.wire.audio.MountName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose mounts are, by the ids of tenants: who takes the name of a tenant that is deleted takes
 * nothing else of it. Confined to the writer.
 */
final class Owners {

  private static final int MOST = 50_000;

  private final Places places;

  /** Also of mounts that a visit names and the minute does not. */
  private final Map<MountName, Long> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MountName, Long> eldest) {
          return size() > MOST;
        }
      };

  private final Set<String> mixed = new HashSet<>();

  Owners(Places places) {
    this.places = places;
  }

  /** Learns what a minute says, which knows tenants by their names. */
  void learn(Batch batch) {
    mixed.clear();
    Map<MountName, Instant> streams = new HashMap<>();
    for (StreamSeen stream : batch.streams()) {
      streams.merge(stream.id().mount(), stream.startedAt(), (a, b) -> a.isBefore(b) ? a : b);
    }
    Set<String> sampled = new HashSet<>();
    for (Sample sample : batch.samples()) {
      sampled.add(sample.mount());
    }
    batch
        .owners()
        .forEach((mount, name) -> {
          Tenant tenant = places.tenant(name);
          boolean own = tenant != null && own(tenant, mount, batch.minute(), streams.get(mount));
          if (tenant != null && !own && sampled.contains(mount.value())) {
            mixed.add(name);
          }
          known.put(mount, tenant != null && own ? tenant.id() : Places.NOBODY);
        });
  }

  /**
   * Whether the mount is that tenant's, and not of one that had its name before.
   *
   * @param stream when the first stream began that was on it in this minute; null: there was none
   */
  private boolean own(Tenant tenant, MountName mount, Instant minute, @Nullable Instant stream) {
    if (minute.isBefore(tenant.madeAt())) {
      return stream != null && !stream.isBefore(tenant.madeAt());
    }
    Long before = known.get(mount);
    return before == null || stream != null || places.there(before);
  }

  /** Whether what the minute says of all mounts of that tenant is of it alone. */
  boolean whole(String tenant) {
    return !mixed.contains(tenant);
  }

  /** The place of a mount whose tenant it is, or was when it was on the air last. */
  Place place(Connection connection, MountName mount) throws SQLException {
    Long owner = known.get(mount);
    return places.of(
        connection,
        owner != null ? owner : places.lastOwner(connection, mount.value()),
        mount.value());
  }
}
