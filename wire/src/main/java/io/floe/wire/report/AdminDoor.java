package io.floe.wire.report;

import io.floe.wire.bus.NodeInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Where another node reaches an admin service that is alive.
 *
 * @param host an address, no name
 * @param key that the service gives to the cluster alone: whoever shows it is believed about
 *     clients
 */
public record AdminDoor(String host, int port, String key) {

  /** The header that shows the key. */
  public static final String HEADER = "X-Floe-Door";

  /** Those of these nodes, in order of their ids. */
  public static List<AdminDoor> of(List<Peer> peers) {
    List<AdminDoor> doors = new ArrayList<>();
    for (Peer peer : peers) {
      if (peer.node().role() == NodeInfo.Role.ADMIN
          && peer.report() instanceof Report.Admin admin
          && !admin.host().isEmpty()
          && !admin.key().isEmpty()) {
        doors.add(new AdminDoor(admin.host(), peer.node().port(), admin.key()));
      }
    }
    return doors;
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
