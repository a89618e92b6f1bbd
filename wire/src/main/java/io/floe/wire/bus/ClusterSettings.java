package io.floe.wire.bus;

import java.util.List;
import java.util.Optional;

/**
 * Where a node meets the others.
 *
 * @param clusterName nodes of another name are strangers
 * @param host address of this machine that every cluster socket binds to; never a wildcard, since
 *     whoever reaches these sockets owns the cluster
 * @param port of the membership protocol, 0 for any free one
 * @param members {@code host:port} of nodes that may be there already, this one included or not
 * @param serviceDns name of a headless Kubernetes service, asked instead of {@code members}
 */
public record ClusterSettings(
    String clusterName, String host, int port, List<String> members, Optional<String> serviceDns) {

  public ClusterSettings {
    members = List.copyOf(members);
    if (clusterName.isBlank()) {
      throw new IllegalArgumentException("a cluster has a name: set one that is not blank");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a cluster port is 0 to 65535: " + port);
    }
    for (String member : members) {
      if (!member.matches(".+:[0-9]{1,5}")) {
        throw new IllegalArgumentException("a cluster member is host:port, not: " + member);
      }
    }
  }
}
