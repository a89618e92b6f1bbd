package io.floe.testkit.sample.util;

/** Names the package of {@link DrawerHelper} for tests. */
public final class Drawers {
  private Drawers() {}
}
