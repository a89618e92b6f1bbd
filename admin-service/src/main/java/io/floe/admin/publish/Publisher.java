package io.floe.admin.publish;

import io.floe.wire.config.ConfigSnapshot;

/** The way of snapshots to the data plane. Threads: any. */
public interface Publisher {

  /**
   * Hands on a snapshot; does nothing when it is not newer than the last one. What fails is told to
   * the operator: the change is committed, and {@link Changes#catchUp} tries again.
   */
  void publish(ConfigSnapshot snapshot);

  /** Tells that what is in the database cannot be published as it is, and why. */
  void refused(String why);

  /** The newest snapshot at hand, be it from a file or from another node; version 0 for none. */
  ConfigSnapshot newest();

  /** The highest version that is at hand or that another node says it has; 0 for none. */
  long newestVersion();
}
