package io.floe.launcher.imported;

import io.floe.launcher.folder.LaunchProblem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the configuration of an Icecast 2.4. Confined to one thread. */
final class IcecastXml {

  /** What Icecast's own example has for every password. */
  private static final String EXAMPLE_PASSWORD = "hackme";

  private static final int MAX_BURST = 1_048_576;

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("location", "is shown nowhere"),
          Map.entry("admin", "is shown nowhere"),
          Map.entry("server-id", "Floe gives its own name"),
          Map.entry("directory", "directories of streams are not in this release yet"),
          Map.entry("master-server", "relays are not in this release yet"),
          Map.entry("master-server-port", "relays are not in this release yet"),
          Map.entry("master-update-interval", "relays are not in this release yet"),
          Map.entry("master-username", "relays are not in this release yet"),
          Map.entry("master-password", "relays are not in this release yet"),
          Map.entry("relays-on-demand", "relays are not in this release yet"),
          Map.entry("http-headers", "headers of one's own are not in this release yet"),
          Map.entry("fileserve", "Floe serves no files"),
          Map.entry("logging", "where Floe logs is an option: --log-file, --log-level"),
          Map.entry("security", "run ./floe as the user that it should have"));

  private final Draft draft;
  private final Findings findings;

  IcecastXml(Draft draft, Findings findings) {
    this.draft = draft;
    this.findings = findings;
  }

  /**
   * Reads all of it.
   *
   * @throws LaunchProblem when the file is XML, but not of Icecast
   */
  void read(Element root) {
    if (!root.name().equals("icecast")) {
      throw new LaunchProblem(
          "this is no icecast.xml: its outermost element is <%s>, not <icecast>."
              .formatted(Findings.shown(root.name())));
    }
    IcecastMounts mounts = new IcecastMounts(draft, findings);
    for (Element each : root.children()) {
      switch (each.name()) {
        case "hostname" -> hostname(each);
        case "limits" -> each.children().forEach(this::limit);
        case "authentication" -> authentication(each, mounts);
        case "listen-socket" -> socket(each);
        case "shoutcast-mount" -> shoutcastMount(each);
        case "relay" -> relay(each);
        case "mount" -> mounts.read(each);
        case "paths" -> each.children().forEach(this::path);
        default -> not(each, REASONS.getOrDefault(each.name(), "Floe has nothing like it"));
      }
    }
    mounts.finish();
    root.child("limits").ifPresent(this::limitsOfMounts);
  }

  private void hostname(Element e) {
    findings.inPart(
        e.where(),
        "hostname %s: state publicUrl if listeners reach the edges by that name, like publicUrl: http://%s:8080"
            .formatted(Findings.shown(e.text()), Findings.shown(e.text())));
  }

  private void limit(Element e) {
    Optional<Integer> number = IcecastMounts.number(e);
    switch (e.name()) {
      case "clients", "sources" -> {
        String quota = e.name().equals("clients") ? "listeners" : "sources";
        if (number.isEmpty() || number.get() < 0) {
          not(e, "is no number");
        } else {
          quota(e, quota, number.get());
        }
      }
      case "burst-size", "burst-on-connect", "source-timeout" -> {
        // Said of each mount, once all mounts are known.
      }
      case "queue-size", "client-timeout", "header-timeout", "threadpool" ->
          not(e, "Floe bounds this by itself");
      default -> not(e, "Floe has nothing like it");
    }
  }

  private void quota(Element e, String name, int most) {
    Map<String, Object> quotas = new java.util.TreeMap<>(draft.quotas());
    if (quotas.putIfAbsent(name, most) != null) {
      not(e, "is there twice");
      return;
    }
    findings.taken(
        e.where(),
        "limits/%s: at most %d %s at once, across all edges".formatted(e.name(), most, name),
        draft.tenant("quotas", quotas));
  }

  /** Limits that a station file has at each mount. */
  private void limitsOfMounts(Element limits) {
    Optional<Element> none =
        limits.child("burst-on-connect").filter(each -> each.text().equals("0"));
    Optional<Element> size = limits.child("burst-size");
    limits
        .child("burst-on-connect")
        .filter(each -> none.isEmpty())
        .ifPresent(
            e -> findings.understood(e.where(), "limits/burst-on-connect: as burst-size says"));
    if (none.isPresent()) {
      size.ifPresent(e -> not(e, "is not used with burst-on-connect 0"));
    }
    none.or(() -> size)
        .ifPresent(e -> {
          int bytes = none.isPresent() ? 0 : IcecastMounts.number(e).orElse(-1);
          everyMount(e, "burst", bytes < 0 ? e.text() : Math.min(bytes, MAX_BURST));
        });
    limits.child("source-timeout").ifPresent(e -> everyMount(e, "sourceTimeout", e.text() + "s"));
  }

  private void everyMount(Element e, String key, Object value) {
    Optional<String> problem = draft.everyMount(key, value);
    if (problem.isPresent()) {
      not(e, problem.get());
      return;
    }
    findings.inPart(
        e.where(),
        "limits/%s: is %s %s of every mount here that has none of its own; mounts that sources create have Floe's default"
            .formatted(e.name(), key, Findings.shown(value.toString())));
  }

  private void authentication(Element parent, IcecastMounts mounts) {
    for (Element e : parent.children()) {
      switch (e.name()) {
        case "source-password" -> mounts.sourcePassword(e);
        case "admin-user" -> {
          // Told with the password.
        }
        case "admin-password" ->
            adminPassword(e, parent.child("admin-user").map(Element::text).orElse("admin"));
        case "relay-user", "relay-password" -> not(e, "relays are not in this release yet");
        default -> not(e, "Floe has nothing like it");
      }
    }
  }

  private void adminPassword(Element e, String user) {
    if (user.equals("admin")) {
      findings.inPart(
          e.where(),
          "admin-password: the account 'admin' is not in a station file; to keep its password, give it in FLOE_ADMIN_PASSWORD at the first start");
      return;
    }
    Optional<String> problem =
        Draft.passwordProblem(e.text())
            .or(() ->
                draft.user(user, Map.of("role", "admin", "password", draft.password(e.text()))));
    findings.taken(
        e.where(),
        "admin-user %s: an admin of the tenant%s"
            .formatted(Findings.shown(user), example(e.text())),
        problem);
  }

  /** A remark on a password that everybody knows. */
  static String example(String password) {
    return password.equals(EXAMPLE_PASSWORD)
        ? " (its password is that of Icecast's example: change it)"
        : "";
  }

  private void socket(Element socket) {
    Element port = socket.child("port").orElse(null);
    String number = port == null ? "" : Findings.shown(port.text());
    findings.inPart(
        socket.where(),
        "listen-socket %s: ports are options: ./floe up --port PORT for encoders, --listen-port PORT for listeners"
            .formatted(number));
    for (Element e : socket.children()) {
      switch (e.name()) {
        case "port" -> {
          // Told above.
        }
        case "shoutcast-mount" -> shoutcastMount(e);
        case "shoutcast-compat" ->
            findings.inPart(e.where(), "shoutcast-compat: the port after --port is for SHOUTcast");
        case "bind-address" ->
            findings.inPart(
                e.where(), "bind-address: is an option, --host " + Findings.shown(e.text()));
        case "ssl", "tls" -> not(e, "TLS is not in this release yet");
        default -> not(e, "Floe has nothing like it");
      }
    }
  }

  private void shoutcastMount(Element e) {
    findings.taken(
        e.where(),
        "shoutcast-mount " + Findings.shown(e.text()),
        draft.top("shoutcastMount", IcecastMounts.withSlash(e.text())));
  }

  private void relay(Element relay) {
    String mount =
        relay
            .child("local-mount")
            .or(() -> relay.child("mount"))
            .map(Element::text)
            .orElse("without a mount");
    not(relay, Findings.shown(mount) + ": relays are not in this release yet");
  }

  private void path(Element e) {
    switch (e.name()) {
      case "alias" ->
          not(
              e,
              "%s to %s: there are no aliases; name the mount as listeners know it"
                  .formatted(attribute(e, "source"), attribute(e, "destination", "dest")));
      case "allow-ip", "deny-ip" ->
          not(
              e,
              "its file was not read: list those addresses as bans of the station file, or as allowed and banned of mounts");
      case "x-forwarded-for" ->
          findings.taken(
              e.where(),
              "x-forwarded-for: that proxy is trusted",
              draft.top("trustedProxies", List.of(e.text())));
      case "ssl-certificate", "tls-certificate", "ssl-allowed-ciphers" ->
          not(e, "TLS is not in this release yet");
      default -> not(e, "Floe needs no such path");
    }
  }

  private static String attribute(Element e, String... names) {
    for (String name : names) {
      @Nullable String value = e.attributes().get(name);
      if (value != null) {
        return Findings.shown(value);
      }
    }
    return "?";
  }

  private void not(Element e, String why) {
    findings.not(e.where(), Findings.shown(e.name()) + ": " + why);
  }
}
