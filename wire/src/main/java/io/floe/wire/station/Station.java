package io.floe.wire.station;

import io.floe.wire.audio.MountName;
import io.floe.wire.client.CidrSet;
import io.floe.wire.config.Branding;
import io.floe.wire.config.ConfigSnapshot.IcecastPortListeners;
import io.floe.wire.config.ConfigSnapshot.Quotas;
import io.floe.wire.config.ConfigSnapshot.Role;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.Sibling;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a station file states. Null: it says nothing about that.
 *
 * @param trustedProxies the whole list, as are bans
 * @param branding only what it states of it
 * @param prune whether tenants, users, mounts and renditions that it does not state are to go
 */
public record Station(
    @Nullable String publicUrl,
    @Nullable MountName shoutcastMount,
    @Nullable IcecastPortListeners icecastPortListeners,
    @Nullable CidrSet trustedProxies,
    @Nullable CidrSet bans,
    Branding branding,
    boolean prune,
    List<StatedTenant> tenants) {

  /** A file that states nothing. */
  public static final Station NOTHING =
      new Station(null, null, null, null, null, Branding.NONE, false, List.of());

  public Station {
    tenants = List.copyOf(tenants);
  }

  /**
   * What it states about a tenant.
   *
   * @param quotas all four of them: one that the file leaves out is unlimited
   * @param users in the file's order
   * @param mounts in the file's order
   * @param renditions in the file's order
   * @param siblings the whole list
   * @param timezone where its days are cut
   * @param webhooks the whole list
   */
  public record StatedTenant(
      String name,
      @Nullable Password sourcePassword,
      @Nullable Boolean createMounts,
      @Nullable Quotas quotas,
      List<StatedUser> users,
      List<StatedMount> mounts,
      List<Rendition> renditions,
      @Nullable List<Sibling> siblings,
      @Nullable String timezone,
      @Nullable List<StatedWebhook> webhooks) {
    public StatedTenant {
      users = List.copyOf(users);
      mounts = List.copyOf(mounts);
      renditions = List.copyOf(renditions);
      siblings = siblings == null ? null : List.copyOf(siblings);
      webhooks = webhooks == null ? null : List.copyOf(webhooks);
    }

    /** The mount of that name, if the file gives it to this tenant. */
    public Optional<StatedMount> mount(MountName name) {
      return mounts.stream().filter(mount -> mount.settings().name().equals(name)).findFirst();
    }

    /** The user of that name, if the file gives it to this tenant. */
    public Optional<StatedUser> user(String name) {
      return users.stream().filter(user -> user.name().equals(name)).findFirst();
    }
  }

  /**
   * What it states about a user.
   *
   * @param mounts that are granted; none for an admin, who has all of the tenant
   * @param password null: as before, or none, and then the user cannot log in yet
   */
  public record StatedUser(
      String name, Role role, List<MountName> mounts, @Nullable Password password) {
    public StatedUser {
      mounts = List.copyOf(mounts);
    }
  }

  /**
   * What it states about a mount.
   *
   * @param settings complete, with defaults where the file says nothing, and without a password
   * @param password null: as before, or none
   */
  public record StatedMount(Mount settings, @Nullable Password password) {}

  /**
   * What it states about a webhook.
   *
   * @param url whether it is one to send to is up to the admin service
   * @param mounts empty: all of the tenant
   * @param secret in clear: requests are signed with it
   */
  public record StatedWebhook(
      String url,
      List<String> events,
      List<MountName> mounts,
      @Nullable Integer threshold,
      boolean enabled,
      Password.Clear secret) {
    public StatedWebhook {
      events = List.copyOf(events);
      mounts = List.copyOf(mounts);
    }
  }

  /** A password as the file gives it. */
  public sealed interface Password {
    /** In clear, from the file or a variable. */
    record Clear(String text) implements Password {
      @Override
      public String toString() {
        return "Clear[not shown]";
      }
    }

    /** As a bcrypt hash. */
    record Hashed(String hash) implements Password {}
  }

  /** The tenant of that name. */
  public Optional<StatedTenant> tenant(String name) {
    return tenants.stream().filter(tenant -> tenant.name().equals(name)).findFirst();
  }

  /** Whether the file says whose mount that is. */
  public boolean states(MountName mount) {
    return tenants.stream().anyMatch(tenant -> tenant.mount(mount).isPresent());
  }
}
