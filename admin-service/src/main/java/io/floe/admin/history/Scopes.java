package io.floe.admin.history;

import io.floe.admin.account.Actor;
import io.floe.admin.account.Askers;
import io.floe.admin.publish.Changes;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.RenditionRow;
import io.floe.admin.store.SiblingRow;
import io.floe.admin.store.TenantRow;
import io.floe.wire.config.Sibling;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What there is for somebody: for superadmins all, for admins what happened in their tenant, for
 * others the mounts that are granted to them and what renditions make of these. Threads: request.
 */
@Singleton
final class Scopes {

  private static final int MOST = 100_000;

  private final Changes changes;
  private final Askers askers;
  private final DataSource source;

  Scopes(Changes changes, Askers askers, DataSource source) {
    this.changes = changes;
    this.askers = askers;
    this.source = source;
  }

  /**
   * Who asks.
   *
   * @param tenant null: all
   * @param names null: all mounts of the tenant
   * @param configured whether the mount that is asked for is there, be it without history
   */
  private record Asker(@Nullable Long tenant, @Nullable Set<String> names, boolean configured) {}

  /** One mount, or all together where none is named. */
  Scope one(@Nullable String mount, @Nullable String tenant) {
    String name = name(mount);
    Asker asker = asker(name, tenant);
    if (name == null && asker.names() != null) {
      throw Refusal.invalid("mount", "is missing: say which of your mounts");
    }
    Scope found =
        name != null
            ? find(asker, "mount = ?", name)
            : find(
                asker,
                asker.tenant() == null ? "tenant_id is null and mount = ?" : "mount = ?",
                "");
    if (name != null && found.mounts().isEmpty() && !asker.configured()) {
      throw Refusal.absent("mount " + name);
    }
    return found;
  }

  /** One mount, or each by itself where none is named. */
  Scope each(@Nullable String mount, @Nullable String tenant) {
    return name(mount) != null ? one(mount, tenant) : find(asker(null, tenant), "mount <> ?", "");
  }

  private static @Nullable String name(@Nullable String mount) {
    return mount == null || mount.isEmpty() ? null : mount.startsWith("/") ? mount : "/" + mount;
  }

  private Asker asker(@Nullable String mount, @Nullable String tenant) {
    return changes.read(() -> {
      Actor actor = askers.actor();
      TenantRow only = tenant == null ? actor.tenant() : actor.tenant(tenant);
      MountRow row = mount == null ? null : MountRow.named(mount);
      boolean configured = row != null && actor.sees(row);
      if (actor.admin()) {
        return new Asker(only == null ? null : only.id, null, configured);
      }
      return new Asker(only == null ? 0L : only.id, granted(actor), configured);
    });
  }

  private static Set<String> granted(Actor actor) {
    Set<String> names = new HashSet<>();
    TenantRow own = actor.tenant();
    if (own == null || actor.mounts().isEmpty()) {
      return names;
    }
    for (MountRow row : MountRow.<MountRow>list("id in ?1", actor.mounts())) {
      if (actor.sees(row)) {
        names.add(row.name);
      }
    }
    Set<String> made = new HashSet<>();
    List<Sibling> siblings = SiblingRow.of(own.id);
    names.forEach(name -> siblings.forEach(sibling -> made.add(name + sibling.suffix())));
    // What has such a name may be a mount of its own, or be made of another one.
    List<RenditionRow> renditions = RenditionRow.list("tenantId", own.id);
    renditions.forEach(rendition -> made.remove(rendition.toMount));
    if (!made.isEmpty()) {
      MountRow.named(own.id, made).forEach(row -> made.remove(row.name));
    }
    names.addAll(made);
    for (RenditionRow rendition : renditions) {
      if (names.contains(rendition.fromMount)) {
        names.add(rendition.toMount);
      }
    }
    return names;
  }

  private Scope find(Asker asker, String which, String name) {
    Map<Integer, String> found = new HashMap<>();
    Set<String> names = asker.names();
    String sql =
        "select id, mount from history_mounts where "
            + which
            + (asker.tenant() == null ? "" : " and tenant_id = ?")
            + (names == null ? "" : " and mount = any(?)")
            + " limit "
            + MOST;
    try (Connection connection = source.getConnection();
        PreparedStatement query = connection.prepareStatement(sql)) {
      int index = 1;
      query.setString(index++, name);
      if (asker.tenant() != null) {
        query.setLong(index++, asker.tenant());
      }
      if (names != null) {
        query.setArray(index, connection.createArrayOf("text", names.toArray()));
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getInt(1), rows.getString(2));
        }
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("the history cannot be read", failure);
    }
    return new Scope(found);
  }
}
