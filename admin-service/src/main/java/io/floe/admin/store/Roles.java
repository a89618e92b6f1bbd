package io.floe.admin.store;

import java.util.Set;

/** What users may be, by the words of the station file and REST. */
public final class Roles {

  /** Everything, in every tenant. Belongs to none. */
  public static final String SUPERADMIN = "superadmin";

  /** Everything in its tenant but its quotas. */
  public static final String ADMIN = "admin";

  /** Runs the mounts that are granted to it. */
  public static final String DJ = "dj";

  /** Sees the mounts that are granted to it. */
  public static final String VIEWER = "viewer";

  /** All of them. */
  public static final Set<String> ALL = Set.of(SUPERADMIN, ADMIN, DJ, VIEWER);

  private Roles() {}
}
