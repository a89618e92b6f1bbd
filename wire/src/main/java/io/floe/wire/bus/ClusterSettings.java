package io.floe.wire.bus;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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

  private static final String USUAL_NAME = "floe";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int USUAL_PORT = 5701;

  /** What an operator may say; a service has its platform read it, by the names of the methods. */
  public interface Given {

    /** Nodes of another name are never joined; {@code floe} unless given. */
    Optional<String> name();

    /** Address of the cluster sockets, loopback unless given: or the pod network, never public. */
    Optional<String> host();

    /** Member port, 0 for any; 5701 unless given. */
    OptionalInt port();

    /** Other members as host:port. */
    Optional<List<String>> members();

    /** DNS name that resolves to all members; replaces {@link #members}. */
    Optional<String> serviceDns();
  }

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

  /**
   * What is given, and the usual for what is not.
   *
   * @throws IllegalArgumentException when it cannot be; the message says why
   */
  public static ClusterSettings of(Given given) {
    return new ClusterSettings(
        given.name().orElse(USUAL_NAME),
        given.host().orElse(LOOPBACK),
        given.port().orElse(USUAL_PORT),
        given.members().orElse(List.of()),
        given.serviceDns());
  }
}
