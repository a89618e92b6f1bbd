package io.floe.wire.station;

import io.floe.wire.audio.MountName;
import io.floe.wire.client.Cidr;
import io.floe.wire.client.CidrSet;
import io.floe.wire.config.Branding;
import io.floe.wire.config.ConfigSnapshot.IcecastPortListeners;
import io.floe.wire.config.ConfigSnapshot.Quotas;
import io.floe.wire.config.ConfigSnapshot.Role;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.Sibling;
import io.floe.wire.config.UrlAuth;
import io.floe.wire.station.Station.Password;
import io.floe.wire.station.Station.StatedMount;
import io.floe.wire.station.Station.StatedTenant;
import io.floe.wire.station.Station.StatedUser;
import io.floe.wire.station.Station.StatedWebhook;
import java.nio.file.Path;
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
  private static final Set<String> LATER_AT_TOP = Set.of("tls", "users", "timezone");

  private static final Set<String> LATER_IN_TENANT = Set.of("relays");

  private static final Set<String> LATER_IN_MOUNT = Set.of("onDemand");

  private static final int MAX_BURST = 1_048_576;
  private static final int MAX_PROXIES = 1_000;
  private static final int MAX_BANS = 100_000;
  private static final int MAX_MOUNT_NETWORKS = 10_000;
  private static final int MAX_AGENTS = 100;
  private static final int MAX_GRANTS = 10_000;
  private static final long SECOND_MS = 1_000;
  private static final long HOUR_MS = 3_600_000;
  private static final long LONGEST_MS = 720 * HOUR_MS;

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Map<String, String> environment;
  private final Path folder;
  private final Section.Notes notes = new Section.Notes();
  private final Map<MountName, Integer> mountLines = new HashMap<>();
  private final Map<String, Integer> tenantLines = new HashMap<>();
  private final Map<String, Integer> userLines = new HashMap<>();
  private final Links links = new Links();
  private final Renditions renditions = new Renditions(links);

  private StationFile(Map<String, String> environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
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

  /** Reads {@code yaml}, which lies in the working folder. */
  public static Reading read(String yaml, Map<String, String> environment) {
    return read(yaml, environment, Path.of(""));
  }

  /**
   * Reads {@code yaml}.
   *
   * @param folder where the files are that it names
   */
  public static Reading read(String yaml, Map<String, String> environment, Path folder) {
    StationFile file = new StationFile(environment, folder);
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
    String publicUrl = top.parsed("publicUrl", Texts::baseUrl);
    MountName shoutcastMount = top.parsed("shoutcastMount", Texts::mountName);
    IcecastPortListeners listeners =
        top.parsed("icecastPortListeners", Texts::icecastPortListeners);
    CidrSet trustedProxies = networks(top, "trustedProxies", MAX_PROXIES);
    CidrSet bans = networks(top, "bans", MAX_BANS);
    Section shown = top.section("branding");
    Branding branding = shown == null ? Branding.NONE : Brands.of(shown, folder);
    Boolean prune = top.flag("prune");
    List<StatedTenant> tenants = new ArrayList<>();
    for (Section section : top.sections("tenants", "tenant", "name")) {
      StatedTenant tenant = tenant(section);
      if (tenant != null) {
        tenants.add(tenant);
      }
    }
    top.elsewhere("webhooks", "stands in a tenant: move it there");
    top.close(LATER_AT_TOP);
    links.check();
    return new Station(
        publicUrl,
        shoutcastMount,
        listeners,
        trustedProxies,
        bans,
        branding,
        prune != null && prune,
        tenants);
  }

  private @Nullable StatedTenant tenant(Section section) {
    String name = section.parsed("name", Texts::tenantName);
    section.require("name");
    if (name != null) {
      section.once("name", "tenant", name, tenantLines);
    }
    String owner = name == null ? "" : name;
    Password sourcePassword = password(section, "sourcePassword");
    Boolean createMounts = section.flag("createMounts");
    String timezone = section.parsed("timezone", Texts::timezone);
    Section stated = section.section("quotas");
    Quotas quotas = stated == null ? null : quotas(stated);
    List<StatedUser> users = new ArrayList<>();
    for (Section each : section.sections("users", "user", "name")) {
      StatedUser user = user(each, owner);
      if (user != null) {
        users.add(user);
      }
    }
    List<StatedMount> mounts = new ArrayList<>();
    for (Section each : section.sections("mounts", "mount", "name")) {
      StatedMount mount = mount(each, owner);
      if (mount != null) {
        mounts.add(mount);
      }
    }
    List<Rendition> made = renditions.renditions(section, owner);
    List<Sibling> siblings = Renditions.siblings(section);
    List<StatedWebhook> webhooks = Hooks.of(section, this::password);
    section.elsewhere("bans", "stands at the top of the file; a mount has 'banned'");
    section.close(LATER_IN_TENANT);
    return name == null
        ? null
        : new StatedTenant(
            name,
            sourcePassword,
            createMounts,
            quotas,
            users,
            mounts,
            made,
            siblings,
            timezone,
            webhooks);
  }

  private static Quotas quotas(Section section) {
    Quotas quotas =
        new Quotas(
            section.integer("mounts", 0, Integer.MAX_VALUE),
            section.integer("sources", 0, Integer.MAX_VALUE),
            section.integer("listeners", 0, Integer.MAX_VALUE),
            section.integer("egress", 0, Integer.MAX_VALUE));
    section.close(Set.of());
    return quotas;
  }

  private @Nullable StatedUser user(Section section, String tenant) {
    String name = section.parsed("name", Texts::userName);
    section.require("name");
    if (name != null) {
      section.once("name", "user", name, userLines);
    }
    Role role =
        section.oneOf("role", Map.of("admin", Role.ADMIN, "dj", Role.DJ, "viewer", Role.VIEWER));
    section.require("role");
    Password password = password(section, "password");
    List<MountName> mounts =
        section.all("mounts", "/live", MAX_GRANTS, Texts::mountName, List::copyOf);
    if (mounts != null && role == Role.ADMIN) {
      section.problem("mounts", "is not for an admin, who has all mounts of its tenant: remove it");
    }
    List<MountName> granted = or(mounts, List.of());
    granted.forEach(mount -> links.grant(section, tenant, mount));
    section.close(Set.of());
    return name == null || role == null ? null : new StatedUser(name, role, granted, password);
  }

  private @Nullable StatedMount mount(Section section, String tenant) {
    MountName name = section.parsed("name", Texts::mountName);
    section.require("name");
    Password password = password(section, "password");
    Mount d = Mount.onTheFly(name == null ? new MountName("/unnamed") : name);
    Mount settings =
        clients(section, feed(section, shown(section, d.with()), d), d)
            .auth(auth(section.section("auth")))
            .build();
    section.elsewhere("bans", "stands at the top of the file; a mount has 'banned'");
    section.close(LATER_IN_MOUNT);
    if (name == null) {
      return null;
    }
    section.once("name", "mount", name, mountLines);
    links.owner(name, tenant);
    if (settings.fallback() != null) {
      links.fallback(section, name, tenant, settings.fallback());
    }
    return new StatedMount(settings, password);
  }

  /** What people see of a mount. */
  private static Mount.Builder shown(Section section, Mount.Builder mount) {
    return mount
        .listed(section.flag("public"))
        .streamName(section.parsed("streamName", Texts::shownText))
        .description(section.parsed("description", Texts::shownText))
        .genre(section.parsed("genre", Texts::shownText))
        .url(section.parsed("url", Texts::url));
  }

  /** How a mount takes its source, and what it makes of it. */
  private static Mount.Builder feed(Section section, Mount.Builder mount, Mount d) {
    Map<String, Mount.Latency> latencies =
        Map.of("normal", Mount.Latency.NORMAL, "low", Mount.Latency.LOW);
    Map<String, Mount.Takeover> takeovers =
        Map.of(
            "never", Mount.Takeover.NEVER,
            "sameEncoder", Mount.Takeover.SAME_ENCODER,
            "always", Mount.Takeover.ALWAYS);
    Long timeout = section.durationMs("sourceTimeout", SECOND_MS, HOUR_MS);
    return mount
        .enabled(or(section.flag("enabled"), d.enabled()))
        .burst(or(section.integer("burst", 0, MAX_BURST), d.burst()))
        .latency(or(section.oneOf("latency", latencies), d.latency()))
        .takeover(or(section.oneOf("takeover", takeovers), d.takeover()))
        .sourceTimeoutMs(timeout == null ? d.sourceTimeoutMs() : timeout.intValue())
        .charset(or(section.parsed("charset", Texts::charset), d.charset()))
        .contentType(section.parsed("contentType", Texts::contentType))
        .fallback(section.parsed("fallback", Texts::mountName));
  }

  /** Whom a mount serves, and for how long. */
  private static Mount.Builder clients(Section section, Mount.Builder mount, Mount d) {
    return mount
        .maxListeners(section.integer("maxListeners", Mount.LEAST_LISTENERS, Integer.MAX_VALUE))
        .maxDurationMs(section.durationMs("maxDuration", SECOND_MS, LONGEST_MS))
        .allowed(or(networks(section, "allowed", MAX_MOUNT_NETWORKS), d.allowed()))
        .banned(or(networks(section, "banned", MAX_MOUNT_NETWORKS), d.banned()))
        .bannedAgents(
            or(
                section.all("bannedAgents", "curl", MAX_AGENTS, Texts::agent, List::copyOf),
                d.bannedAgents()));
  }

  /** Whom a mount asks about listeners and sources. */
  private static @Nullable UrlAuth auth(@Nullable Section section) {
    if (section == null) {
      return null;
    }
    Long timeout = section.durationMs("timeout", UrlAuth.LEAST_TIMEOUT_MS, UrlAuth.MOST_TIMEOUT_MS);
    Long cache = section.durationMs("cache", 0, UrlAuth.MOST_CACHE_MS);
    UrlAuth auth =
        new UrlAuth(
            section.parsed("listenerAdd", Texts::hook),
            section.parsed("listenerRemove", Texts::hook),
            section.parsed("sourceConnect", Texts::hook),
            or(section.parsed("header", Texts::header), UrlAuth.USUAL_HEADER),
            timeout == null ? 0 : timeout.intValue(),
            or(
                section.oneOf(
                    "whenDown",
                    Map.of("deny", UrlAuth.WhenDown.DENY, "allow", UrlAuth.WhenDown.ALLOW)),
                UrlAuth.WhenDown.DENY),
            cache == null ? 0 : cache.intValue());
    section.close(Set.of("mountAdd", "mountRemove"));
    return auth;
  }

  private static @Nullable CidrSet networks(Section section, String key, int most) {
    return section.all(key, "192.0.2.7", most, Cidr::parse, CidrSet::of);
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
    Section form = section.within(mapping, key);
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
      section.problem(key, "is no bcrypt hash that Floe takes: " + PasswordRules.HASH_FORM);
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

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
