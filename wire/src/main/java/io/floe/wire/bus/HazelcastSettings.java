package io.floe.wire.bus;

import com.hazelcast.config.Config;
import com.hazelcast.config.ConfigAccessor;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.ServiceConfig;
import com.hazelcast.cp.internal.RaftService;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/**
 * Membership, tuned: found by address only, a join without waiting, a silent node out after 15 s,
 * few threads, nothing bound but the given address, no call home.
 */
final class HazelcastSettings {

  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.logging.type", "jdk"),
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          Map.entry("hazelcast.health.monitoring.level", "OFF"),
          Map.entry("hazelcast.jmx", "false"),
          Map.entry("hazelcast.socket.bind.any", "false"),
          Map.entry("hazelcast.wait.seconds.before.join", "0"),
          Map.entry("hazelcast.heartbeat.interval.seconds", "3"),
          Map.entry("hazelcast.slow.operation.detector.enabled", "false"),
          // Heart tells within 3 s who is dead, and nothing here waits for Hazelcast. So it may be
          // patient: what was away for less need not be merged, which costs seconds.
          Map.entry("hazelcast.max.no.heartbeat.seconds", "15"),
          Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
          Map.entry("hazelcast.graceful.shutdown.max.wait", "1"),
          Map.entry("hazelcast.partition.count", "31"),
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.event.thread.count", "1"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.operation.response.thread.count", "1"));

  private HazelcastSettings() {}

  static Config of(NodeId self, ClusterSettings settings) throws UnknownHostException {
    InetAddress host = InetAddress.getByName(settings.host());
    if (host.isAnyLocalAddress()) {
      throw new IllegalArgumentException(
          "the cluster binds to one address of this machine, not to the wildcard "
              + settings.host());
    }
    Config config = new Config(self.value());
    config.setClusterName(settings.clusterName());
    PROPERTIES.forEach(config::setProperty);
    config.setProperty(
        "hazelcast.prefer.ipv4.stack", String.valueOf(!(host instanceof Inet6Address)));
    config.getMetricsConfig().setEnabled(false);
    // Maps, locks, queues and the rest are not used, and their housekeeping never sleeps. A join
    // asks the one of them that is kept whether this member takes part in its consensus.
    ConfigAccessor.getServicesConfig(config)
        .setEnableDefaults(false)
        .addServiceConfig(
            new ServiceConfig()
                .setEnabled(true)
                .setName(RaftService.SERVICE_NAME)
                .setClassName(RaftService.class.getName()));

    NetworkConfig network = config.getNetworkConfig();
    network.setPort(settings.port());
    network.setPortAutoIncrement(false);
    // Taken as it is; an interface is only found when the system lists it with that very address.
    config.setProperty("hazelcast.local.localAddress", host.getHostAddress());
    network.getInterfaces().setEnabled(true).addInterface(host.getHostAddress());

    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    // Those that a name stands for are looked up by Meeting, not here.
    join.getTcpIpConfig()
        .setEnabled(true)
        .setMembers(settings.serviceDns().isPresent() ? List.of() : settings.members())
        .setConnectionTimeoutSeconds(1);
    return config;
  }
}
