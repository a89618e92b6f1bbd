package io.floe.launcher.imported;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code <mount>} elements of an Icecast 2.4, and the password for mounts without one. In
 * Icecast a mount of type default is what mounts have that sources create; it adds nothing to the
 * others. Confined to one thread.
 */
final class IcecastMounts {

  private static final int MAX_BURST = 1_048_576;
  private static final long LONGEST_SECONDS = 2_592_000;

  private static final String TOLD_INSTEAD =
      "programs are not started; a webhook tells another server instead (docs/webhooks.md)";

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("dump-file", "Floe records nothing in this release"),
          Map.entry("intro", "files to begin with are not in this release yet"),
          Map.entry("on-connect", TOLD_INSTEAD),
          Map.entry("on-disconnect", TOLD_INSTEAD),
          Map.entry("bitrate", "Floe measures it"),
          Map.entry("subtype", "Floe looks into the stream"),
          Map.entry("mp3-metadata-interval", "titles come every 16000 bytes"),
          Map.entry("queue-size", "Floe bounds this by itself"),
          Map.entry("fallback-when-full", "who finds a mount full is told so with 503"),
          Map.entry("no-yp", "directories of streams are not in this release yet"),
          Map.entry("http-headers", "headers of one's own are not in this release yet"));

  private final Draft draft;
  private final Findings findings;
  private final List<Element> mounts = new ArrayList<>();
  private @Nullable Element ofDefault;
  private @Nullable Element sourcePassword;

  IcecastMounts(Draft draft, Findings findings) {
    this.draft = draft;
    this.findings = findings;
  }

  /** The password of mounts that have none. */
  void sourcePassword(Element e) {
    if (sourcePassword != null) {
      not(e, "is there twice");
      return;
    }
    sourcePassword = e;
  }

  void read(Element mount) {
    String type = mount.attributes().getOrDefault("type", "normal");
    if (type.equals("default") && ofDefault == null) {
      ofDefault = mount;
      return;
    }
    String name =
        mount.child("mount-name").map(Element::text).map(IcecastMounts::withSlash).orElse("");
    if (!type.equals("normal")) {
      not(mount, "of type '" + Findings.shown(type) + "' is there twice or unknown");
    } else if (draft.hasMount(name)) {
      not(mount, Findings.shown(name) + " is there twice");
    } else {
      Optional<String> problem = draft.mount(name);
      findings.taken(mount.where(), "mount " + Findings.shown(name), problem);
      if (problem.isEmpty()) {
        mounts.add(mount);
        mount.children().forEach(each -> setting(name, each));
      }
    }
  }

  /** What can only be said once all of the file is known. */
  void finish() {
    for (Element mount : mounts) {
      mount.child("fallback-mount").ifPresent(each -> fallback(nameOf(mount), each));
    }
    if (sourcePassword != null) {
      passwords(
          sourcePassword, ofDefault == null ? null : ofDefault.child("password").orElse(null));
    }
    if (ofDefault != null) {
      ofDefault.children().stream()
          .filter(each -> !each.name().equals("password"))
          .forEach(each -> not(each, "mounts that sources create have Floe's defaults"));
    }
  }

  /**
   * The tenant's password opens mounts without one, and makes new ones. Where Icecast tells the two
   * apart, mounts without one are given theirs.
   */
  private void passwords(Element ofMounts, @Nullable Element ofNewMounts) {
    Element tenants = ofNewMounts == null ? ofMounts : ofNewMounts;
    Optional<String> problem =
        Draft.passwordProblem(tenants.text())
            .or(() -> draft.tenant("sourcePassword", draft.password(tenants.text())))
            .or(() -> draft.tenant("createMounts", true));
    findings.taken(
        tenants.where(),
        "%s: opens mounts without a password, and those that sources create%s"
            .formatted(
                ofNewMounts == null ? "source-password" : "password of the default mount",
                IcecastXml.example(tenants.text())),
        problem);
    if (ofNewMounts == null) {
      return;
    }
    Optional<String> wrong = Draft.passwordProblem(ofMounts.text());
    if (wrong.isEmpty()) {
      wrong = draft.everyMount("password", draft.password(ofMounts.text()));
    }
    findings.taken(
        ofMounts.where(), "source-password: is now that of each mount without one", wrong);
  }

  private void setting(String mount, Element e) {
    String text = e.text();
    switch (e.name()) {
      case "mount-name", "fallback-mount" -> {
        // Told otherwise.
      }
      case "username" ->
          findings.understood(e.where(), "username: any user name goes with a mount's password");
      case "password" -> {
        Optional<String> problem = Draft.passwordProblem(text);
        if (problem.isEmpty()) {
          problem = draft.mount(mount, "password", draft.password(text));
        }
        findings.taken(e.where(), "password, kept as a hash" + IcecastXml.example(text), problem);
      }
      case "max-listeners" -> maxListeners(mount, e);
      case "max-listener-duration" -> maxDuration(mount, e);
      case "burst-size" -> {
        Optional<Integer> bytes = number(e);
        take(mount, e, "burst", bytes.isEmpty() ? text : Math.min(bytes.get(), MAX_BURST));
      }
      case "source-timeout" -> take(mount, e, "sourceTimeout", text + "s");
      case "charset" -> take(mount, e, "charset", text);
      case "stream-name" -> take(mount, e, "streamName", text);
      case "stream-description" -> take(mount, e, "description", text);
      case "stream-url" -> take(mount, e, "url", text);
      case "genre" -> take(mount, e, "genre", text);
      case "type" -> take(mount, e, "contentType", text);
      case "public" -> listed(mount, e);
      case "hidden" -> hidden(mount, e);
      case "fallback-override" -> override(e);
      case "authentication" -> authentication(mount, e);
      default -> not(e, REASONS.getOrDefault(e.name(), "Floe has nothing like it"));
    }
  }

  private void maxListeners(String mount, Element e) {
    Optional<Integer> number = number(e);
    if (number.isPresent() && number.get() < 0) {
      findings.understood(e.where(), "max-listeners " + number.get() + ": no limit");
    } else if (number.isPresent() && number.get() == 0) {
      not(
          e,
          "0 lets nobody listen: state enabled: false, or in allowed the addresses that may listen");
    } else {
      take(mount, e, "maxListeners", number.isEmpty() ? e.text() : number.get());
    }
  }

  private void maxDuration(String mount, Element e) {
    Optional<Integer> seconds = number(e);
    if (seconds.isPresent() && seconds.get() <= 0) {
      findings.understood(e.where(), "max-listener-duration " + seconds.get() + ": no limit");
    } else if (seconds.isPresent() && seconds.get() > LONGEST_SECONDS) {
      not(e, "longer than 30 days is as good as no limit: none was set");
    } else {
      take(mount, e, "maxDuration", e.text() + "s");
    }
  }

  private void listed(String mount, Element e) {
    switch (e.text()) {
      case "1" -> take(mount, e, "public", true);
      case "0" -> take(mount, e, "public", false);
      case "-1" -> findings.understood(e.where(), "public -1: as the source says");
      default -> not(e, "is 1, 0 or -1");
    }
  }

  private void hidden(String mount, Element e) {
    if (e.text().equals("1")) {
      take(mount, e, "public", false);
    } else {
      findings.understood(e.where(), "hidden: is not hidden");
    }
  }

  private void override(Element e) {
    if (e.text().equals("1") || e.text().equals("all")) {
      findings.understood(e.where(), "fallback-override: listeners come back with the source");
    } else {
      findings.inPart(
          e.where(), "fallback-override: Floe takes listeners back when the source is back");
    }
  }

  private void authentication(String mount, Element e) {
    if (!e.attributes().getOrDefault("type", "").equals("url")) {
      closed(mount, e, "listeners cannot log in with names and passwords of a file");
      return;
    }
    new IcecastUrlAuth(draft, findings).read(mount, e).ifPresent(why -> closed(mount, e, why));
  }

  /** Nobody is to get in who had to log in before. */
  private void closed(String mount, Element e, String why) {
    Optional<String> problem = draft.mount(mount, "enabled", false);
    if (problem.isPresent()) {
      not(e, problem.get());
      return;
    }
    findings.inPart(
        e.where(),
        "authentication of %s: %s, so the mount is closed (enabled: false); open it if everybody may listen, or state auth (docs/limits.md)"
            .formatted(Findings.shown(mount), why));
  }

  private void fallback(String mount, Element e) {
    String target = withSlash(e.text());
    Optional<String> problem = draft.mount(mount, "fallback", target);
    if (problem.isPresent() || draft.hasMount(target)) {
      findings.taken(e.where(), "fallback-mount " + Findings.shown(target), problem);
      return;
    }
    findings.inPart(
        e.where(),
        "fallback-mount %s: works when a source feeds it; files are not played"
            .formatted(Findings.shown(target)));
  }

  private void take(String mount, Element e, String key, Object value) {
    if (key.equals("public") && Boolean.TRUE.equals(value) && draft.says(mount, key)) {
      findings.inPart(e.where(), "public: but the mount is hidden");
      return;
    }
    draft
        .mount(mount, key, value)
        .ifPresentOrElse(
            why -> not(e, why),
            () ->
                findings.understood(
                    e.where(),
                    "%s: %s %s".formatted(e.name(), key, Findings.shown(value.toString()))));
  }

  static Optional<Integer> number(Element e) {
    return e.text().matches("-?\\d{1,9}")
        ? Optional.of(Integer.parseInt(e.text()))
        : Optional.empty();
  }

  /** Icecast forgives a missing slash. */
  static String withSlash(String mount) {
    return mount.startsWith("/") || mount.isEmpty() ? mount : "/" + mount;
  }

  private static String nameOf(Element mount) {
    return mount.child("mount-name").map(Element::text).map(IcecastMounts::withSlash).orElse("");
  }

  private void not(Element e, String why) {
    findings.not(e.where(), Findings.shown(e.name()) + ": " + why);
  }
}
