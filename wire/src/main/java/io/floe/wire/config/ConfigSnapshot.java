package io.floe.wire.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.CidrSet;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration of the data plane at one moment. The newest version wins; a service that
 * has one runs without the control plane.
 *
 * @param version grows with every change, 0 to {@link #MAX_VERSION}; 0 is given to nobody
 * @param publicUrl base of redirects, playlists and listen URLs; absent: the request's Host with
 *     the edge port
 * @param shoutcastMount the mount that a SHOUTcast v1 source feeds when its password line names
 *     none
 * @param icecastPortListeners what a listener gets who asks the Icecast port for a mount
 * @param admins accounts that may do everything
 * @param tenants stations; mount names are unique across them
 * @param trustedProxies peers that are believed when they say who their client is
 * @param bans clients that are refused, listeners and sources alike
 * @param branding of the pages for listeners; absent: none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfigSnapshot(
    long version,
    @Nullable String publicUrl,
    MountName shoutcastMount,
    IcecastPortListeners icecastPortListeners,
    List<Account> admins,
    List<Tenant> tenants,
    CidrSet trustedProxies,
    CidrSet bans,
    @Nullable Branding branding) {

  public ConfigSnapshot {
    admins = List.copyOf(admins);
    tenants = List.copyOf(tenants);
  }

  /** Highest version; as milliseconds, far beyond what any clock says. */
  public static final long MAX_VERSION = (1L << 53) - 1;

  /** What a snapshot says that says nothing: version 0, no tenants. */
  public static final ConfigSnapshot EMPTY =
      new ConfigSnapshot(
          0,
          null,
          new MountName("/live"),
          IcecastPortListeners.REDIRECT,
          List.of(),
          List.of(),
          CidrSet.NONE,
          CidrSet.NONE,
          null);

  /** How the pages for listeners present themselves. */
  public Branding look() {
    return branding == null ? Branding.NONE : branding;
  }

  /** A builder that starts from this snapshot. */
  public Builder with() {
    return new Builder(this);
  }

  /** The answer to {@code GET /mount} on the Icecast port. */
  public enum IcecastPortListeners {
    /** 302 to an edge. */
    @JsonProperty("redirect")
    REDIRECT,
    /** The stream itself. */
    @JsonProperty("relay")
    RELAY
  }

  /**
   * One who may log in.
   *
   * @param passwordHash bcrypt, {@code $2a$}, {@code $2b$} or {@code $2y$}
   */
  public record Account(String name, String passwordHash) {}

  /**
   * A station, its users and its mounts. Made by {@link #of} and changed by {@link #with}.
   *
   * @param sourcePasswordHash bcrypt; opens mounts that have no password of their own, and mounts
   *     created on the fly
   * @param createMounts whether a source with the tenant's source password may create a mount that
   *     is not configured
   * @param quotas what it may use at once, across the cluster
   * @param users who may act for it; names are unique within the tenant
   * @param renditions mounts that are made of others; {@code to} is unique across tenants
   * @param siblings renditions that every mount of the tenant gets by itself
   * @param timezone where its days are cut, such as {@code Europe/Oslo}; absent: UTC
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Tenant(
      String name,
      @Nullable String sourcePasswordHash,
      boolean createMounts,
      Quotas quotas,
      List<User> users,
      List<Mount> mounts,
      List<Rendition> renditions,
      List<Sibling> siblings,
      @Nullable String timezone) {

    public Tenant {
      users = List.copyOf(users);
      mounts = List.copyOf(mounts);
      renditions = List.copyOf(renditions);
      siblings = List.copyOf(siblings);
    }

    /** A tenant that has nothing yet, and whose sources create no mounts. */
    public static Tenant of(String name) {
      return new Tenant(
          name, null, false, Quotas.NONE, List.of(), List.of(), List.of(), List.of(), null);
    }

    /** Where its days are cut. */
    public ZoneId zone() {
      return timezone == null ? ZoneOffset.UTC : ZoneId.of(timezone);
    }

    /** A builder that starts from this tenant. */
    public TenantBuilder with() {
      return new TenantBuilder(this);
    }
  }

  /**
   * What a tenant may use at once; absent: as much as there is.
   *
   * @param mounts configured, made by renditions and created on the fly, 0 or more
   * @param sources connected, 0 or more; transcoders are none
   * @param listeners connected, 0 or more
   * @param egress to all its listeners, in kbit/s, 0 or more
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Quotas(
      @Nullable Integer mounts,
      @Nullable Integer sources,
      @Nullable Integer listeners,
      @Nullable Integer egress) {

    /** No limits. */
    public static final Quotas NONE = new Quotas(null, null, null, null);
  }

  /** What a user may do. */
  public enum Role {
    /** Everything in its tenant, on all mounts. */
    @JsonProperty("admin")
    ADMIN,
    /** Run the mounts that are granted. */
    @JsonProperty("dj")
    DJ,
    /** See the mounts that are granted. */
    @JsonProperty("viewer")
    VIEWER
  }

  /**
   * One who acts for a tenant.
   *
   * @param passwordHash bcrypt
   * @param mounts those that are granted; an admin has all of its tenant whatever stands here
   */
  public record User(String name, String passwordHash, Role role, List<MountName> mounts) {
    public User {
      mounts = List.copyOf(mounts);
    }

    /** Whether the user may run that mount of its tenant: change titles, kick. */
    public boolean runs(MountName mount) {
      return switch (role) {
        case ADMIN -> true;
        case DJ -> mounts.contains(mount);
        case VIEWER -> false;
      };
    }
  }

  /** A mount and the tenant it belongs to. */
  public record Owned(Tenant tenant, Mount mount) {}

  /** A rendition and the tenant it belongs to. */
  public record Made(Tenant tenant, Rendition rendition) {}

  /** The rendition that makes the mount of that name; siblings make theirs by themselves. */
  public Optional<Made> rendition(MountName to) {
    for (Tenant tenant : tenants) {
      for (Rendition rendition : tenant.renditions()) {
        if (rendition.to().equals(to)) {
          return Optional.of(new Made(tenant, rendition));
        }
      }
    }
    return Optional.empty();
  }

  /** The configured mount of that name. */
  public Optional<Owned> mount(MountName name) {
    for (Tenant tenant : tenants) {
      for (Mount mount : tenant.mounts()) {
        if (mount.name().equals(name)) {
          return Optional.of(new Owned(tenant, mount));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The settings of a mount: the configured ones, or the defaults that a mount created on the fly
   * has.
   */
  public Mount settings(MountName name) {
    return mount(name).map(Owned::mount).orElseGet(() -> Mount.onTheFly(name));
  }

  /**
   * Who is asked about a mount: as configured for it or, when it is made of another one, for that,
   * so that nobody hears by another name what they may not hear.
   */
  public @Nullable UrlAuth auth(MountName name) {
    UrlAuth own = settings(name).auth();
    if (own != null) {
      return own;
    }
    Optional<Made> made = rendition(name);
    if (made.isPresent()) {
      return settings(made.get().rendition().from()).auth();
    }
    for (Tenant tenant : tenants) {
      for (Sibling sibling : tenant.siblings()) {
        UrlAuth others =
            name.value().endsWith(sibling.suffix()) ? auth(tenant, sibling, name) : null;
        if (others != null) {
          return others;
        }
      }
    }
    return null;
  }

  private static @Nullable UrlAuth auth(Tenant tenant, Sibling sibling, MountName made) {
    return tenant.mounts().stream()
        .filter(mount -> mount.auth() != null)
        .filter(
            mount -> sibling.of(mount.name()).filter(each -> each.to().equals(made)).isPresent())
        .map(Mount::auth)
        .findFirst()
        .orElse(null);
  }

  /** A snapshot in the making; what is not set stays as it was. Threads: one. */
  public static final class Builder {

    private long version;
    private @Nullable String publicUrl;
    private MountName shoutcastMount;
    private IcecastPortListeners icecastPortListeners;
    private List<Account> admins;
    private List<Tenant> tenants;
    private CidrSet trustedProxies;
    private CidrSet bans;
    private @Nullable Branding branding;

    private Builder(ConfigSnapshot from) {
      this.version = from.version();
      this.publicUrl = from.publicUrl();
      this.shoutcastMount = from.shoutcastMount();
      this.icecastPortListeners = from.icecastPortListeners();
      this.admins = from.admins();
      this.tenants = from.tenants();
      this.trustedProxies = from.trustedProxies();
      this.bans = from.bans();
      this.branding = from.branding();
    }

    public Builder version(long version) {
      this.version = version;
      return this;
    }

    public Builder publicUrl(@Nullable String publicUrl) {
      this.publicUrl = publicUrl;
      return this;
    }

    public Builder shoutcastMount(MountName shoutcastMount) {
      this.shoutcastMount = shoutcastMount;
      return this;
    }

    public Builder icecastPortListeners(IcecastPortListeners icecastPortListeners) {
      this.icecastPortListeners = icecastPortListeners;
      return this;
    }

    public Builder admins(List<Account> admins) {
      this.admins = admins;
      return this;
    }

    public Builder tenants(List<Tenant> tenants) {
      this.tenants = tenants;
      return this;
    }

    public Builder trustedProxies(CidrSet trustedProxies) {
      this.trustedProxies = trustedProxies;
      return this;
    }

    public Builder bans(CidrSet bans) {
      this.bans = bans;
      return this;
    }

    public Builder branding(Branding branding) {
      this.branding = branding.equals(Branding.NONE) ? null : branding;
      return this;
    }

    public ConfigSnapshot build() {
      return new ConfigSnapshot(
          version,
          publicUrl,
          shoutcastMount,
          icecastPortListeners,
          admins,
          tenants,
          trustedProxies,
          bans,
          branding);
    }
  }

  /** A tenant in the making; what is not set stays as it was. Threads: one. */
  public static final class TenantBuilder {

    private String name;
    private @Nullable String sourcePasswordHash;
    private boolean createMounts;
    private Quotas quotas;
    private List<User> users;
    private List<Mount> mounts;
    private List<Rendition> renditions;
    private List<Sibling> siblings;
    private @Nullable String timezone;

    private TenantBuilder(Tenant from) {
      this.name = from.name();
      this.sourcePasswordHash = from.sourcePasswordHash();
      this.createMounts = from.createMounts();
      this.quotas = from.quotas();
      this.users = from.users();
      this.mounts = from.mounts();
      this.renditions = from.renditions();
      this.siblings = from.siblings();
      this.timezone = from.timezone();
    }

    public TenantBuilder name(String name) {
      this.name = name;
      return this;
    }

    public TenantBuilder sourcePasswordHash(@Nullable String sourcePasswordHash) {
      this.sourcePasswordHash = sourcePasswordHash;
      return this;
    }

    public TenantBuilder createMounts(boolean createMounts) {
      this.createMounts = createMounts;
      return this;
    }

    public TenantBuilder quotas(Quotas quotas) {
      this.quotas = quotas;
      return this;
    }

    public TenantBuilder users(List<User> users) {
      this.users = users;
      return this;
    }

    public TenantBuilder mounts(List<Mount> mounts) {
      this.mounts = mounts;
      return this;
    }

    public TenantBuilder renditions(List<Rendition> renditions) {
      this.renditions = renditions;
      return this;
    }

    public TenantBuilder siblings(List<Sibling> siblings) {
      this.siblings = siblings;
      return this;
    }

    public TenantBuilder timezone(@Nullable String timezone) {
      this.timezone = timezone;
      return this;
    }

    public Tenant build() {
      return new Tenant(
          name,
          sourcePasswordHash,
          createMounts,
          quotas,
          users,
          mounts,
          renditions,
          siblings,
          timezone);
    }
  }
}
