package io.floe.admin.mount;

import io.floe.admin.account.Askers;
import io.floe.admin.publish.Changes;
import io.floe.admin.publish.Managed;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.MountRow;
import io.floe.wire.audio.MountName;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where listeners go when a source goes. Threads: request. */
@Singleton
public final class Fallbacks {

  private final Changes changes;
  private final Askers askers;

  Fallbacks(Changes changes, Askers askers) {
    this.changes = changes;
    this.askers = askers;
  }

  /**
   * Gives a mount another fallback, as whoever asks.
   *
   * @param fallback null: none
   * @throws Refusal when the mount or its fallback is not there, or may not be changed
   */
  public void set(MountName mount, @Nullable MountName fallback) {
    changes.write(
        askers.author(),
        notes -> {
          MountRow row = askers.actor().mount(mount.value());
          MountView before = MountView.of(row);
          row.fallback = fallback == null ? null : fallback.value();
          check(row);
          MountView after = MountView.of(row);
          Managed.check("Mount " + mount, row.managed, before, after, List.of());
          notes.change("mount " + mount, after.tenant(), before, after, false);
          return after;
        });
  }

  /**
   * A fallback is there, in the same tenant: else it would keep the name from other tenants, and
   * the answer would tell of their mounts.
   */
  static void check(MountRow row) {
    String fallback = row.fallback;
    MountRow next = fallback == null ? row : MountRow.named(fallback);
    if (next == null || next.tenantId != row.tenantId) {
      throw Refusal.senseless(
          "The fallback " + fallback + " is no mount of the tenant: make it first.");
    }
  }
}
