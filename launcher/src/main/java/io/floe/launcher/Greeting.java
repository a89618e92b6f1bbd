package io.floe.launcher;

import io.floe.launcher.process.ServicePlan;
import io.floe.launcher.station.FirstStart;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.Mount;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code up} prints when everything is ready: where to point an encoder, a player, a browser.
 */
final class Greeting {

  private Greeting() {}

  /**
   * @param livePassword of {@code /live} while it is still known: on the first run only
   */
  static List<String> lines(
      UpOptions options, ConfigSnapshot snapshot, Optional<String> livePassword) {
    ServicePlan ingest = first(options, ServicePlan.Kind.INGEST);
    ServicePlan edge = first(options, ServicePlan.Kind.EDGE);
    String mount = mountToShow(snapshot);
    String local = localName(options.host());
    String password = livePassword.orElse("PASSWORD");
    String base =
        snapshot.publicUrl() == null
            ? "http://" + local + ":" + edge.port()
            : snapshot.publicUrl().replaceAll("/+$", "");
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Point an encoder at");
    lines.add("  Type:      Icecast 2");
    lines.add("  Address:   " + local + lan(options.host()));
    lines.add("  Port:      " + ingest.port());
    lines.add("  Mount:     " + mount);
    lines.add("  User:      source");
    lines.add(
        "  Password:  " + livePassword.orElse("as printed at the first start, or as you set it"));
    lines.add("or paste");
    lines.add(
        "  ffmpeg -re -i song.mp3 -c copy -f mp3 -content_type audio/mpeg -ice_public 1 icecast://source:%s@%s:%d%s"
            .formatted(password, local, ingest.port(), mount));
    lines.add("");
    lines.add("Listen");
    lines.add("  Player:    " + base + mount);
    lines.add("  Browser:   " + base + "/");
    if (options.demo()) {
      lines.add("  Demo:      " + base + Configuration.DEMO);
    }
    lines.add("");
    lines.add("Operate");
    lines.add(
        "  Console:   http://%s:%d/, user %s; REST below it at /api/v1"
            .formatted(local, first(options, ServicePlan.Kind.ADMIN).port(), FirstStart.ADMIN));
    lines.add("");
    return lines;
  }

  static ServicePlan first(UpOptions options, ServicePlan.Kind kind) {
    return options.services().stream()
        .filter(service -> service.kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  private static String mountToShow(ConfigSnapshot snapshot) {
    if (snapshot.mount(FirstStart.LIVE).isPresent()) {
      return FirstStart.LIVE.value();
    }
    return snapshot.tenants().stream()
        .flatMap(tenant -> tenant.mounts().stream())
        .map(Mount::name)
        .findFirst()
        .orElse(FirstStart.LIVE)
        .value();
  }

  static boolean everywhere(String host) {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  private static String localName(String host) {
    if (everywhere(host)) {
      return "localhost";
    }
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private static String lan(String host) {
    return everywhere(host)
        ? lanAddress().map(address -> " (from other machines: " + address + ")").orElse("")
        : "";
  }

  private static Optional<String> lanAddress() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(Greeting::usable)
          .flatMap(NetworkInterface::inetAddresses)
          .filter(Inet4Address.class::isInstance)
          .map(address -> String.valueOf(address.getHostAddress()))
          .findFirst();
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  private static boolean usable(NetworkInterface card) {
    try {
      return card.isUp() && !card.isLoopback() && !card.isPointToPoint() && !card.isVirtual();
    } catch (SocketException e) {
      return false;
    }
  }
}
