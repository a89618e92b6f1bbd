package io.floe.launcher.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which process opens which port. */
public final class PortPlan {

  private static final int HIGHEST_PORT = 65_535;

  private PortPlan() {}

  /**
   * Lays out an admin, {@code ingests}, {@code edges} and {@code transcoders}: admin on {@code
   * adminPort}, ingest n on {@code port + 2(n-1)}, edge n on {@code listenPort + n-1}, management
   * from {@code managementPort} in order.
   *
   * @throws IllegalArgumentException when two would open the same port or one is out of range; the
   *     message says which
   */
  public static List<ServicePlan> of(
      int port,
      int listenPort,
      int adminPort,
      int managementPort,
      int ingests,
      int edges,
      int transcoders) {
    List<ServicePlan> services = new ArrayList<>();
    services.add(new ServicePlan(ServicePlan.Kind.ADMIN, 1, adminPort, managementPort));
    for (int n = 1; n <= ingests; n++) {
      services.add(
          new ServicePlan(
              ServicePlan.Kind.INGEST, n, port + 2 * (n - 1), managementPort + services.size()));
    }
    for (int n = 1; n <= edges; n++) {
      services.add(
          new ServicePlan(
              ServicePlan.Kind.EDGE, n, listenPort + n - 1, managementPort + services.size()));
    }
    for (int n = 1; n <= transcoders; n++) {
      services.add(
          new ServicePlan(ServicePlan.Kind.TRANSCODER, n, 0, managementPort + services.size()));
    }
    check(services);
    return List.copyOf(services);
  }

  private static void check(List<ServicePlan> services) {
    Map<Integer, ServicePlan.Door> taken = new HashMap<>();
    List<ServicePlan.Door> doors = new ArrayList<>();
    services.forEach(service -> doors.addAll(service.doors()));
    for (ServicePlan.Door door : doors) {
      if (door.port() > HIGHEST_PORT) {
        throw new IllegalArgumentException(
            "the %s would be %d, beyond %d: choose a lower %s"
                .formatted(door.use(), door.port(), HIGHEST_PORT, door.option()));
      }
      ServicePlan.Door other = taken.put(door.port(), door);
      if (other != null) {
        throw new IllegalArgumentException(
            "port %d is wanted twice, as %s (%s) and as %s (%s)"
                .formatted(door.port(), other.use(), other.option(), door.use(), door.option()));
      }
    }
  }
}
