package io.floe.admin.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.ClusterView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How many services of each kind are alive.
 *
 * @param nodes they themselves; for superadmins only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "LiveServices")
public record LiveServices(
    int ingests, int edges, int transcoders, int admins, @Nullable List<LiveNode> nodes) {

  /** A living service. */
  @Schema(name = "LiveNode")
  public record LiveNode(String id, String role, String version, int port, Instant since) {

    static LiveNode of(NodeInfo node) {
      return new LiveNode(
          node.id().value(),
          node.role().name().toLowerCase(Locale.ROOT),
          node.version(),
          node.port(),
          Instant.ofEpochMilli(node.startedAt()));
    }
  }

  static LiveServices of(ClusterView.Snapshot cluster) {
    return new LiveServices(
        cluster.nodes(NodeInfo.Role.INGEST).size(),
        cluster.nodes(NodeInfo.Role.EDGE).size(),
        cluster.nodes(NodeInfo.Role.TRANSCODER).size(),
        cluster.nodes(NodeInfo.Role.ADMIN).size(),
        cluster.nodes().stream().map(LiveNode::of).toList());
  }

  /** The same without names. */
  LiveServices counts() {
    return new LiveServices(ingests, edges, transcoders, admins, null);
  }
}
