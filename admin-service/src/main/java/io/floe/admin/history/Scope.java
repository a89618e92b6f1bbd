package io.floe.admin.history;

import java.util.Map;

/**
 * The part of the history that somebody may see, and asks for.
 *
 * @param mounts names by ids in history_mounts; the whole of a tenant or the platform has an empty
 *     one
 */
record Scope(Map<Integer, String> mounts) {

  Scope {
    mounts = Map.copyOf(mounts);
  }

  Integer[] ids() {
    return mounts.keySet().toArray(Integer[]::new);
  }

  String name(int id) {
    return mounts.getOrDefault(id, "");
  }
}
