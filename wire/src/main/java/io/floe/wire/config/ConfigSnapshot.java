package io.floe.wire.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.CidrSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration of the data plane at one moment. The newest version wins; a service that
 * has one runs without the control plane.
 *
 * @param version grows with every change
 * @param publicUrl base of redirects, playlists and listen URLs; absent: the request's Host with
 *     the edge port
 * @param shoutcastMount the mount that a SHOUTcast v1 source feeds when its password line names
 *     none
 * @param icecastPortListeners what a listener gets who asks the Icecast port for a mount
 * @param admins accounts that may do everything
 * @param tenants stations; mount names are unique across them
 * @param trustedProxies peers that are believed when they say who their client is
 * @param bans clients that are refused, listeners and sources alike
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
    CidrSet bans) {

  public ConfigSnapshot {
    admins = List.copyOf(admins);
    tenants = List.copyOf(tenants);
  }

  /** This snapshot with other proxies and bans. */
  public ConfigSnapshot with(CidrSet proxies, CidrSet banned) {
    return new ConfigSnapshot(
        version, publicUrl, shoutcastMount, icecastPortListeners, admins, tenants, proxies, banned);
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
   * A station and its mounts.
   *
   * @param sourcePasswordHash bcrypt; opens mounts that have no password of their own, and mounts
   *     created on the fly
   * @param createMounts whether a source with the tenant's source password may create a mount that
   *     is not configured
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Tenant(
      String name, @Nullable String sourcePasswordHash, boolean createMounts, List<Mount> mounts) {
    public Tenant {
      mounts = List.copyOf(mounts);
    }
  }

  /** A mount and the tenant it belongs to. */
  public record Owned(Tenant tenant, Mount mount) {}

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
}
