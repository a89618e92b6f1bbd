package io.floe.admin.icecast;

import io.floe.admin.account.Actor;
import io.floe.admin.onair.OnAir;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.TenantRow;
import io.floe.wire.audio.MountName;
import io.floe.wire.report.ClusterView.Stream;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which streams on the air are there for somebody: for superadmins all, for admins those of their
 * tenant, whether configured, made by a rendition or on the fly, for others those of mounts that
 * are granted to them. Threads: request, within a transaction.
 */
@Singleton
final class Sight {

  private final OnAir onAir;

  Sight(OnAir onAir) {
    this.onAir = onAir;
  }

  /** All of them, in order of mounts. */
  List<Stream> streams(Actor actor) {
    Predicate<MountName> seen = seen(actor);
    return onAir.cluster().streams().stream().filter(each -> seen.test(each.mount())).toList();
  }

  /**
   * The one on that mount.
   *
   * @throws Fault when there is none
   */
  Stream stream(Actor actor, MountName mount) {
    return find(actor, mount).orElseThrow(Fault::noSource);
  }

  /** The one on that mount, if there is one. */
  Optional<Stream> find(Actor actor, MountName mount) {
    return onAir.cluster().stream(mount).filter(each -> seen(actor).test(mount));
  }

  /** The name of the tenant that has a mount; empty: nobody knows. */
  Optional<String> tenant(MountName mount) {
    MountRow row = MountRow.named(mount.value());
    TenantRow owner = row == null ? null : TenantRow.of(row.tenantId);
    return owner == null ? onAir.tenant(mount) : Optional.of(owner.name);
  }

  private Predicate<MountName> seen(Actor actor) {
    if (actor.superadmin()) {
      return mount -> true;
    }
    TenantRow own = actor.tenant();
    if (own == null) {
      return mount -> false;
    }
    Map<String, MountRow> rows = new HashMap<>();
    for (MountRow row : MountRow.<MountRow>list("tenantId", own.id)) {
      rows.put(row.name, row);
    }
    return mount -> {
      MountRow row = rows.get(mount.value());
      return row == null
          ? actor.admin() && onAir.tenant(mount).filter(own.name::equals).isPresent()
          : actor.sees(row);
    };
  }
}
