package io.floe.admin.onair;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ClusterView;
import java.util.Optional;

/**
 * What the cluster reports. Everything else than {@link #onDuty} is refused with 503 before this
 * node has joined. Threads: any.
 */
public interface OnAir {

  /** This node. */
  NodeInfo self();

  /**
   * Whether this admin service is the one that writes history and tells others: the first by id of
   * those alive. Two may be so for some seconds, so whatever is done on duty must bear being done
   * twice. False before this node has joined.
   */
  boolean onDuty();

  /** The cluster at this moment. */
  ClusterView.Snapshot cluster();

  /** The newest configuration. */
  ConfigSnapshot config();

  /** The name of the tenant that a mount belongs to, as configured or on the air. */
  Optional<String> tenant(MountName mount);

  /** The same of a stream in a snapshot, also when the stream has gone since. */
  Optional<String> owner(ClusterView.Stream stream);

  /** The name of the tenant whose rendition that is, configured or not. */
  Optional<String> owner(ClusterView.Placed rendition);

  /** How URLs of mounts start, for whoever sent that. */
  String base(RequestHead head);
}
