package io.floe.wire.report;

import io.floe.wire.audio.MountName;
import java.util.List;

/** What one node observed; plain counters since its start. */
public sealed interface Report {

  /** From an ingest: nothing beyond its beacons yet. */
  record Ingest(int sources, long bytesIn) implements Report {}

  /** From the control plane: nothing beyond its being there. */
  record Admin() implements Report {}

  /** From an edge. */
  record Edge(int listeners, long bytesOut, List<MountListeners> mounts) implements Report {
    public Edge {
      mounts = List.copyOf(mounts);
    }
  }

  /**
   * Listeners of one mount on one edge.
   *
   * @param listeners connected now
   * @param peak most at once since the edge started
   */
  record MountListeners(MountName mount, int listeners, int peak) {}
}
