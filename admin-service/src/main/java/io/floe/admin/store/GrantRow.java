package io.floe.admin.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A mount that is granted to a user. */
@Entity
@Table(name = "grants")
public class GrantRow extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public long id;

  public long userId;
  public long mountId;

  /** Ids of the mounts that a user has been granted. */
  public static Set<Long> mountsOf(long userId) {
    Set<Long> mounts = new HashSet<>();
    for (GrantRow grant : GrantRow.<GrantRow>list("userId", userId)) {
      mounts.add(grant.mountId);
    }
    return mounts;
  }

  /** Gives the user these mounts and no others. */
  public static void give(long userId, Collection<Long> mounts) {
    List<GrantRow> before = GrantRow.list("userId", userId);
    Set<Long> missing = new HashSet<>(mounts);
    for (GrantRow grant : before) {
      if (!missing.remove(grant.mountId)) {
        grant.delete();
      }
    }
    for (Long mount : missing) {
      GrantRow grant = new GrantRow();
      grant.userId = userId;
      grant.mountId = mount;
      grant.persist();
    }
  }
}
