package io.floe.wire.station;

import io.floe.wire.audio.MountName;
import io.floe.wire.client.Cidr;
import io.floe.wire.client.CidrSet;
import io.floe.wire.config.ConfigSnapshot.IcecastPortListeners;
import io.floe.wire.config.Mount;
import io.floe.wire.station.Station.Password;
import io.floe.wire.station.Station.StatedMount;
import io.floe.wire.station.Station.StatedTenant;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads a station file, strictly: every key is known, every value has its type and range, and all
 * mistakes are told at once. Confined to one thread.
 */
public final class StationFile {

  /** Keys that have their place in the format but not yet in the platform. */
  private static final Set<String> LATER_AT_TOP = Set.of("tls", "webhooks", "users", "timezone");

  private static final Set<String> LATER_IN_TENANT =
      Set.of("timezone", "quotas", "users", "renditions", "relays", "webhooks", "bans");

  private static final Set<String> LATER_IN_MOUNT = Set.of("fallback", "bans", "onDemand");

  private static final int MAX_BURST = 1_048_576;
  private static final int MAX_TEXT_BYTES = 512;
  private static final int HOUR_MS = 3_600_000;

  private static final Pattern TENANT_NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Map<String, String> environment;
  private final Section.Notes notes = new Section.Notes();
  private final Map<MountName, Integer> mountLines = new HashMap<>();
  private final Map<String, Integer> tenantLines = new HashMap<>();

  private StationFile(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * What reading gave.
   *
   * @param station what the file states; not to be used when there are problems
   * @param problems by line; empty: all is well
   */
  public record Reading(Station station, List<Problem> problems, List<Problem> warnings) {
    public Reading {
      problems = problems.stream().sorted().toList();
      warnings = warnings.stream().sorted().toList();
    }
  }

  /** Reads {@code yaml}. */
  public static Reading read(String yaml, Map<String, String> environment) {
    StationFile file = new StationFile(environment);
    Station station = file.station(yaml);
    return new Reading(station, file.notes.problems, file.notes.warnings);
  }

  private Station station(String yaml) {
    Node root;
    try {
      LoaderOptions options = new LoaderOptions();
      options.setAllowDuplicateKeys(true);
      root = new Yaml(options).compose(new java.io.StringReader(yaml));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      notes.problems.add(new Problem(line, "this is no YAML: " + e.getProblem()));
      return Station.NOTHING;
    } catch (YAMLException e) {
      notes.problems.add(new Problem(1, "this is no YAML: " + e.getMessage()));
      return Station.NOTHING;
    }
    if (root == null || root.getTag().equals(Tag.NULL)) {
      return Station.NOTHING;
    }
    if (!(root instanceof MappingNode mapping)) {
      notes.problem(root, "a station file is a mapping, like 'tenants: [...]'");
      return Station.NOTHING;
    }
    Section top = new Section(mapping, "", notes);
    String publicUrl = top.parsed("publicUrl", StationFile::baseUrl);
    MountName shoutcastMount = top.parsed("shoutcastMount", StationFile::mountName);
    IcecastPortListeners listeners =
        top.parsed("icecastPortListeners", StationFile::icecastPortListeners);
    CidrSet trustedProxies = top.all("trustedProxies", Cidr::parse, CidrSet::of);
    CidrSet bans = top.all("bans", Cidr::parse, CidrSet::of);
    Boolean prune = top.flag("prune");
    List<StatedTenant> tenants = new ArrayList<>();
    for (Section section : top.sections("tenants", "tenant")) {
      StatedTenant tenant = tenant(section);
      if (tenant != null) {
        tenants.add(tenant);
      }
    }
    top.close(LATER_AT_TOP);
    return new Station(
        publicUrl,
        shoutcastMount,
        listeners,
        trustedProxies,
        bans,
        prune != null && prune,
        tenants);
  }

  private @Nullable StatedTenant tenant(Section section) {
    String name =
        section.parsed(
            "name",
            text -> {
              if (!TENANT_NAME.matcher(text).matches()) {
                throw new IllegalArgumentException(
                    "has 1 to 63 small letters, digits and dashes, not");
              }
              return text;
            });
    requireName(section);
    if (name != null) {
      once(section, "tenant", name, tenantLines);
    }
    Password sourcePassword = password(section, "sourcePassword");
    Boolean createMounts = section.flag("createMounts");
    List<StatedMount> mounts = new ArrayList<>();
    for (Section each : section.sections("mounts", "mount")) {
      StatedMount mount = mount(each);
      if (mount != null) {
        mounts.add(mount);
      }
    }
    section.close(LATER_IN_TENANT);
    return name == null ? null : new StatedTenant(name, sourcePassword, createMounts, mounts);
  }

  private @Nullable StatedMount mount(Section section) {
    MountName name = section.parsed("name", StationFile::mountName);
    requireName(section);
    if (name != null) {
      once(section, "mount", name, mountLines);
    }
    Password password = password(section, "password");
    Mount d = Mount.onTheFly(name == null ? new MountName("/unnamed") : name);
    Mount settings =
        d.with()
            .enabled(or(section.flag("enabled"), d.enabled()))
            .listed(section.flag("public"))
            .streamName(section.parsed("streamName", StationFile::shownText))
            .description(section.parsed("description", StationFile::shownText))
            .genre(section.parsed("genre", StationFile::shownText))
            .url(section.parsed("url", StationFile::url))
            .burst(or(section.integer("burst", 0, MAX_BURST), d.burst()))
            .latency(
                or(
                    section.oneOf(
                        "latency",
                        Map.of("normal", Mount.Latency.NORMAL, "low", Mount.Latency.LOW)),
                    d.latency()))
            .maxListeners(section.integer("maxListeners", 1, Integer.MAX_VALUE))
            .takeover(
                or(
                    section.oneOf(
                        "takeover",
                        Map.of(
                            "never", Mount.Takeover.NEVER,
                            "sameEncoder", Mount.Takeover.SAME_ENCODER,
                            "always", Mount.Takeover.ALWAYS)),
                    d.takeover()))
            .sourceTimeoutMs(
                or(section.durationMs("sourceTimeout", 1_000, HOUR_MS), d.sourceTimeoutMs()))
            .charset(or(section.parsed("charset", StationFile::charset), d.charset()))
            .build();
    section.close(LATER_IN_MOUNT);
    return name == null ? null : new StatedMount(settings, password);
  }

  private static void requireName(Section section) {
    if (!section.has("name")) {
      section.problem("name", "is missing");
    }
  }

  private static <T> void once(Section section, String what, T name, Map<T, Integer> lines) {
    Integer before = lines.putIfAbsent(name, section.line());
    if (before != null) {
      section.problem(
          "name",
          "is taken: the %s '%s' is in line %d already; names are unique in the whole file"
              .formatted(what, name, before));
    }
  }

  private @Nullable Password password(Section section, String key) {
    Node value = section.node(key);
    if (value == null) {
      return null;
    }
    if (value instanceof ScalarNode scalar) {
      section.warning(
          key,
          "is in clear; better {env: NAME} or {hash: \"$2b$...\"}, and a file that only you can read");
      return clear(section, key, scalar.getValue());
    }
    if (!(value instanceof MappingNode mapping) || mapping.getValue().size() != 1) {
      section.problem(key, "is {env: NAME}, {hash: \"$2b$...\"} or a text");
      return null;
    }
    Section form = section.section(mapping, key);
    String variable = form.text("env");
    String hash = form.text("hash");
    form.close(Set.of());
    if (variable != null) {
      return fromVariable(section, key, variable);
    }
    if (hash == null) {
      return null;
    }
    if (!PasswordRules.isHash(hash)) {
      section.problem(
          key,
          "is no bcrypt hash: it begins with $2a$, $2b$ or $2y$, has 60 characters and a cost of 4 to 14");
      return null;
    }
    return new Password.Hashed(hash);
  }

  private @Nullable Password fromVariable(Section section, String key, String variable) {
    if (!VARIABLE.matcher(variable).matches()) {
      section.problem(key, "names no environment variable after env");
      return null;
    }
    String text = environment.get(variable);
    if (text == null) {
      section.problem(key, "needs the environment variable " + variable + ", which is not set");
      return null;
    }
    return clear(section, key, text);
  }

  private static @Nullable Password clear(Section section, String key, String text) {
    String problem = PasswordRules.problemOf(text);
    if (problem != null) {
      section.problem(key, "cannot be used: " + problem);
      return null;
    }
    return new Password.Clear(text);
  }

  private static IcecastPortListeners icecastPortListeners(String text) {
    return switch (text) {
      case "redirect" -> IcecastPortListeners.REDIRECT;
      case "relay" -> throw new IllegalArgumentException("is redirect; not in this release yet is");
      default -> throw new IllegalArgumentException("is redirect, not");
    };
  }

  private static MountName mountName(String text) {
    MountName name;
    try {
      name = new MountName(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no mount name (" + e.getMessage() + "):", e);
    }
    if (name.reserved()) {
      throw new IllegalArgumentException("belongs to Floe's own pages, choose another name than");
    }
    return name;
  }

  /** A URL that paths are put behind. */
  private static String baseUrl(String text) {
    URI uri = URI.create(url(text));
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("is a URL without ? and #, not");
    }
    return text.replaceAll("/+$", "");
  }

  private static String url(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      if (uri.getHost() != null
          && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
          && uri.getUserInfo() == null
          && text.length() <= MAX_TEXT_BYTES) {
        return text;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new IllegalArgumentException("is a URL like https://radio.example, not");
  }

  private static String shownText(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("is one line without control characters, not");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException("has at most " + MAX_TEXT_BYTES + " bytes, not");
    }
    return text;
  }

  private static String charset(String text) {
    try {
      return Charset.forName(text).name();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is a character set like UTF-8 or ISO-8859-1, not", e);
    }
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
