package io.floe.wire.report;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeId;
import io.floe.wire.report.ClusterView.Placed;
import io.floe.wire.report.Report.Job;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whose word counts where several transcoders report the same output: that of the node whose stream
 * is on the air, else of the one that is further with it, else the newest. Confined to one thread.
 */
final class JobBoard {

  private final Function<MountName, @Nullable NodeId> owners;
  private final Map<MountName, Placed> jobs = new HashMap<>();

  /**
   * @param owners who has the stream on a mount
   */
  JobBoard(Function<MountName, @Nullable NodeId> owners) {
    this.owners = owners;
  }

  /** Takes what a node reports; those that were heard last come last. */
  void add(NodeId node, @Nullable Report report) {
    if (report instanceof Report.Transcoder transcoder) {
      for (Job job : transcoder.jobs()) {
        jobs.merge(job.to(), new Placed(node, job), this::better);
      }
    }
  }

  /** By output. */
  Map<MountName, Placed> jobs() {
    return jobs;
  }

  private Placed better(Placed before, Placed later) {
    NodeId owner = owners.apply(later.job().to());
    boolean owned = before.node().equals(owner);
    if (owned != later.node().equals(owner)) {
      return owned ? before : later;
    }
    return rank(before.job()) > rank(later.job()) ? before : later;
  }

  private static int rank(Job job) {
    return switch (job.state()) {
      case RUNNING -> 5;
      case SILENT -> 4;
      case IDLE -> 3;
      case FAILED -> 2;
      case QUEUED -> 1;
      case WAITING -> 0;
    };
  }
}
