package io.floe.admin.publish;

import io.floe.wire.config.ConfigSnapshot;

/** The way of snapshots to the data plane. Threads: any. */
public interface Publisher {

  /** Hands on a snapshot; does nothing when it is not newer than the last one. */
  void publish(ConfigSnapshot snapshot);

  /** The newest snapshot that is known here, be it from a file or from another node. */
  ConfigSnapshot newest();
}
