package io.floe.admin.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.floe.admin.store.SiblingRow;
import io.floe.admin.store.TenantRow;
import io.floe.wire.config.ConfigSnapshot.Quotas;
import io.floe.wire.config.Sibling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as REST shows it.
 *
 * @param sourcePasswordSet whether it has a source password
 * @param siblings renditions that every mount gets by itself, by suffix
 * @param timezone where its days are cut; absent: UTC
 * @param managed whether the station file has the say about some of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantView(
    String name,
    boolean createMounts,
    boolean sourcePasswordSet,
    Quotas quotas,
    List<Sibling> siblings,
    @Nullable String timezone,
    boolean managed) {

  public TenantView {
    siblings = List.copyOf(siblings);
  }

  /** The view of that row. */
  public static TenantView of(TenantRow row) {
    return new TenantView(
        row.name,
        row.createMounts,
        row.sourcePasswordHash != null,
        row.quotas(),
        SiblingRow.of(row.id),
        row.timezone,
        !row.managed.isEmpty());
  }
}
