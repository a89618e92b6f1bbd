package io.floe.launcher.process;

import io.floe.launcher.folder.LaunchProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Looks at the machine's TCP ports. */
public final class Ports {

  /** 127.0.0.1, whatever the JVM prefers. */
  static final InetAddress LOOPBACK = loopback();

  /** Cluster ports lie below the range that systems hand out to outgoing connections. */
  private static final int CLUSTER_FIRST = 20_000;

  private static final int CLUSTER_RANGE = 12_000;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Ports() {}

  /**
   * Makes sure that every port of the plan can be opened.
   *
   * @throws LaunchProblem naming the first that cannot
   */
  public static void requireFree(String host, List<ServicePlan> services) {
    InetAddress address = address(host);
    if (problemOf(address, 0) != null) {
      throw new LaunchProblem(
          "--host "
              + host
              + " is no address of this machine: give one that it has, or 0.0.0.0 for all.");
    }
    for (ServicePlan service : services) {
      for (ServicePlan.Door door : service.doors()) {
        boolean management = door.port() == service.managementPort();
        String problem = problemOf(management ? LOOPBACK : address, door.port());
        if (problem != null) {
          throw new LaunchProblem(
              "port %d (%s) cannot be opened on %s: %s. Stop the program that uses it, or choose"
                      .formatted(
                          door.port(),
                          door.use(),
                          management ? LOOPBACK.getHostAddress() : host,
                          problem)
                  + " another with "
                  + door.option()
                  + ".");
        }
      }
    }
  }

  /** {@code count} different free ports on loopback, none of them in the plan. */
  public static List<Integer> freeOnLoopback(int count, List<ServicePlan> services) {
    Set<Integer> planned = new LinkedHashSet<>();
    services.forEach(service -> service.doors().forEach(door -> planned.add(door.port())));
    Set<Integer> found = new LinkedHashSet<>();
    for (int attempt = 0; attempt < 10_000 && found.size() < count; attempt++) {
      int port = CLUSTER_FIRST + RANDOM.nextInt(CLUSTER_RANGE);
      if (!planned.contains(port) && !found.contains(port) && problemOf(LOOPBACK, port) == null) {
        found.add(port);
      }
    }
    if (found.size() < count) {
      throw new LaunchProblem(
          "no free ports between %d and %d on %s for the cluster: stop some programs and try again."
              .formatted(
                  CLUSTER_FIRST, CLUSTER_FIRST + CLUSTER_RANGE - 1, LOOPBACK.getHostAddress()));
    }
    return List.copyOf(found);
  }

  /** Whether a process could open that port on loopback, and none of the plan will. */
  public static boolean isFree(int port, List<ServicePlan> services) {
    return services.stream()
            .flatMap(service -> service.doors().stream())
            .noneMatch(door -> door.port() == port)
        && problemOf(LOOPBACK, port) == null;
  }

  /** The first of {@code count} free ports in a row on loopback. */
  public static int freeBlockOnLoopback(int count) {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int first = CLUSTER_FIRST + RANDOM.nextInt(CLUSTER_RANGE - count);
      if (IntStream.range(first, first + count)
          .allMatch(port -> problemOf(LOOPBACK, port) == null)) {
        return first;
      }
    }
    throw new LaunchProblem("no " + count + " free ports in a row on loopback.");
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new LaunchProblem(
          "--host " + host + " is no address of this machine: give an IP address or a name.", e);
    }
  }

  private static @org.jspecify.annotations.Nullable String problemOf(
      InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return null;
    } catch (IOException e) {
      String reason = e.getMessage();
      return reason == null ? e.getClass().getSimpleName() : reason;
    }
  }
}
