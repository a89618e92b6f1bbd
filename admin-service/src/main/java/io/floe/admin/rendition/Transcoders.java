package io.floe.admin.rendition;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.Rendition;
import io.floe.wire.report.ClusterView.Placed;
import java.util.List;
import java.util.Map;

/** What the transcoders of the cluster report; nothing before it is joined. Threads: any. */
public interface Transcoders {

  /**
   * A rendition that nobody has configured by itself.
   *
   * @param tenant whose sibling it is
   */
  record Automatic(String tenant, Rendition rendition) {}

  /** Their jobs, by output. */
  Map<MountName, Placed> jobs();

  /** Those jobs that siblings of tenants have brought about, by output. */
  List<Automatic> siblings();
}
