package io.floe.admin.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.floe.admin.store.GrantRow;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.UserRow;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user as REST shows it.
 *
 * @param tenant absent: a superadmin, who belongs to none
 * @param mounts those that are granted
 * @param managed whether the station file has the say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UserView(
    String name, String role, @Nullable String tenant, List<String> mounts, boolean managed) {

  public UserView {
    mounts = List.copyOf(mounts);
  }

  /** The view of that row. */
  public static UserView of(UserRow user) {
    Set<Long> granted = GrantRow.mountsOf(user.id);
    List<String> mounts =
        granted.isEmpty()
            ? List.of()
            : MountRow.<MountRow>list("id in ?1 order by name", granted).stream()
                .map(mount -> mount.name)
                .toList();
    TenantRow tenant = TenantRow.of(user.tenantId);
    return new UserView(
        user.name, user.role, tenant == null ? null : tenant.name, mounts, !user.managed.isEmpty());
  }
}
