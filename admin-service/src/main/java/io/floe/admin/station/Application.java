package io.floe.admin.station;

import io.floe.admin.account.UserView;
import io.floe.admin.ban.BansResource.BanView;
import io.floe.admin.mount.MountView;
import io.floe.admin.publish.Notes;
import io.floe.admin.rendition.RenditionView;
import io.floe.admin.rest.Refusal;
import io.floe.admin.settings.BrandingView;
import io.floe.admin.settings.SettingsResource.SettingsView;
import io.floe.admin.store.AuditRow;
import io.floe.admin.store.BanRow;
import io.floe.admin.store.BrandingRow;
import io.floe.admin.store.GrantRow;
import io.floe.admin.store.Lines;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.RenditionRow;
import io.floe.admin.store.Roles;
import io.floe.admin.store.SessionRow;
import io.floe.admin.store.SettingsRow;
import io.floe.admin.store.SiblingRow;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.UserRow;
import io.floe.admin.tenant.TenantView;
import io.floe.admin.webhook.StatedWebhooks;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.CidrSet;
import io.floe.wire.config.Branding;
import io.floe.wire.config.ConfigSnapshot.Role;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.Sibling;
import io.floe.wire.station.Station;
import io.floe.wire.station.Station.StatedMount;
import io.floe.wire.station.Station.StatedTenant;
import io.floe.wire.station.Station.StatedUser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One station being applied, within one transaction. Confined to one thread. */
final class Application {

  private static final Logger LOG = Logger.getLogger(Application.class);

  /** All that a stated mount states, by the names of REST; the password is stated on its own. */
  private static final List<String> MOUNT_FIELDS =
      List.of(
          "enabled",
          "public",
          "streamName",
          "description",
          "genre",
          "url",
          "contentType",
          "burst",
          "latency",
          "maxListeners",
          "maxDuration",
          "fallback",
          "takeover",
          "sourceTimeout",
          "charset",
          "allowed",
          "banned",
          "bannedAgents",
          "auth");

  /** All that a stated rendition states. */
  private static final List<String> RENDITION_FIELDS =
      List.of("from", "codec", "bitrate", "sampleRate", "channels", "public", "onDemand");

  private final Station station;
  private final Hashes hashes;
  private final StatedWebhooks webhooks;
  private final Notes notes;
  private final Set<String> tenants = new HashSet<>();
  private final Set<String> mounts = new HashSet<>();
  private final Set<String> renditions = new HashSet<>();
  private final Set<String> users = new HashSet<>();

  Application(Station station, Hashes hashes, StatedWebhooks webhooks, Notes notes) {
    this.station = station;
    this.hashes = hashes;
    this.webhooks = webhooks;
    this.notes = notes;
  }

  void run() {
    settings();
    branding();
    CidrSet bans = station.bans();
    bans(
        bans == null ? List.of() : bans.networks().stream().map(Object::toString).toList(),
        bans != null);
    for (StatedTenant stated : station.tenants()) {
      TenantRow tenant = tenant(stated);
      for (StatedMount mount : stated.mounts()) {
        mount(tenant, mount);
      }
      for (Rendition rendition : stated.renditions()) {
        rendition(tenant, rendition);
      }
      webhooks.give(tenant, stated.webhooks(), station.prune(), notes);
    }
    for (StatedTenant stated : station.tenants()) {
      TenantRow tenant = TenantRow.named(stated.name());
      for (StatedUser user : stated.users()) {
        if (tenant != null) {
          user(tenant, user);
        }
      }
    }
    others();
  }

  private void settings() {
    SettingsRow row = SettingsRow.read();
    SettingsView before = SettingsView.of(row);
    List<String> managed = new ArrayList<>();
    String publicUrl = station.publicUrl();
    if (publicUrl != null) {
      row.publicUrl = publicUrl;
      managed.add("publicUrl");
    }
    MountName shoutcast = station.shoutcastMount();
    if (shoutcast != null) {
      row.shoutcastMount = shoutcast.value();
      managed.add("shoutcastMount");
    }
    var listeners = station.icecastPortListeners();
    if (listeners != null) {
      row.icecastPortListeners = listeners;
      managed.add("icecastPortListeners");
    }
    CidrSet proxies = station.trustedProxies();
    if (proxies != null) {
      row.trustedProxies = Lines.text(proxies);
      managed.add("trustedProxies");
    }
    row.managed = Lines.text(managed);
    notes.change("settings", null, before, SettingsView.of(row), false);
  }

  private void branding() {
    BrandingRow row = BrandingRow.read();
    BrandingView before = BrandingView.of(row);
    Branding stated = station.branding();
    List<String> managed = new ArrayList<>();
    state("name", stated.name(), managed, text -> row.name = text);
    state("tagline", stated.tagline(), managed, text -> row.tagline = text);
    state("accent", stated.accent(), managed, text -> row.accent = text);
    state("logo", stated.logo(), managed, text -> row.logo = text);
    state("landing", stated.landing(), managed, text -> row.landing = text);
    row.managed = Lines.text(managed);
    notes.change("branding", null, before.noted(), BrandingView.of(row).noted(), false);
  }

  private static void state(
      String field, @Nullable String text, List<String> managed, Consumer<String> into) {
    if (text != null) {
      into.accept(text);
      managed.add(field);
    }
  }

  private void bans(List<String> stated, boolean all) {
    Set<String> missing = new HashSet<>(stated);
    for (BanRow row : BanRow.<BanRow>listAll()) {
      if (missing.remove(row.network)) {
        row.managed = "network";
      } else if (all && (station.prune() || !row.managed.isEmpty())) {
        row.delete();
        notes.add("delete", "ban " + row.network, null, BanView.of(row), null);
      } else {
        row.managed = "";
      }
    }
    for (String network : missing) {
      BanRow row = new BanRow();
      row.network = network;
      row.createdAt = Instant.now();
      row.managed = "network";
      row.persist();
      notes.add("create", "ban " + network, null, null, BanView.of(row));
    }
  }

  private TenantRow tenant(StatedTenant stated) {
    tenants.add(stated.name());
    TenantRow found = TenantRow.named(stated.name());
    TenantRow row = found == null ? new TenantRow() : found;
    TenantView before = found == null ? null : TenantView.of(found);
    String hashBefore = row.sourcePasswordHash;
    List<String> managed = new ArrayList<>(List.of("name"));
    row.name = stated.name();
    Boolean createMounts = stated.createMounts();
    if (createMounts != null) {
      row.createMounts = createMounts;
      managed.add("createMounts");
    }
    String hash = hashes.ofTenant(row.name);
    if (hash != null) {
      row.sourcePasswordHash = hash;
      managed.add("sourcePassword");
    }
    var quotas = stated.quotas();
    if (quotas != null) {
      row.take(quotas);
      managed.add("quotas");
    }
    String timezone = stated.timezone();
    if (timezone != null) {
      row.timezone = timezone;
      managed.add("timezone");
    }
    List<Sibling> siblings = stated.siblings();
    if (siblings != null) {
      managed.add("siblings");
    }
    row.managed = Lines.text(managed);
    if (found == null) {
      row.persist();
    }
    if (siblings != null) {
      SiblingRow.give(row.id, siblings);
    }
    note(
        "tenant " + row.name,
        row.name,
        before,
        TenantView.of(row),
        hashBefore,
        row.sourcePasswordHash);
    return row;
  }

  private void mount(TenantRow tenant, StatedMount stated) {
    String name = stated.settings().name().value();
    mounts.add(name);
    MountRow found = MountRow.named(name);
    MountRow row = found == null ? new MountRow() : found;
    MountView before = found == null ? null : MountView.of(found);
    String hashBefore = row.passwordHash;
    boolean moves = found != null && found.tenantId != tenant.id;
    if (moves) {
      // It brings along neither the password nor those whom the other tenant let in.
      GrantRow.delete("mountId", row.id);
      hashBefore = null;
    }
    String hash = hashes.ofMount(tenant.name, name);
    row.tenantId = tenant.id;
    row.take(stated.settings().with().passwordHash(hash == null ? hashBefore : hash).build());
    List<String> managed = new ArrayList<>(MOUNT_FIELDS);
    if (hash != null) {
      managed.add("password");
    }
    row.managed = Lines.text(managed);
    if (found == null) {
      row.persist();
    }
    note("mount " + name, tenant.name, before, MountView.of(row), hashBefore, row.passwordHash);
  }

  private void rendition(TenantRow tenant, Rendition stated) {
    String to = stated.to().value();
    renditions.add(to);
    RenditionRow found = RenditionRow.named(to);
    RenditionRow row = found == null ? new RenditionRow() : found;
    RenditionView before = found == null ? null : RenditionView.of(found);
    row.tenantId = tenant.id;
    row.take(stated);
    row.managed = Lines.text(RENDITION_FIELDS);
    if (found == null) {
      row.persist();
    }
    note("rendition " + to, tenant.name, before, RenditionView.of(row), null, null);
  }

  private void user(TenantRow tenant, StatedUser stated) {
    UserRow found = UserRow.named(stated.name());
    String hash = hashes.ofUser(stated.name());
    if (found == null && hash == null) {
      LOG.warnf("user %s has no password yet and is left out", stated.name());
      return;
    }
    if (found != null && !Objects.equals(found.tenantId, tenant.id)) {
      throw Refusal.conflict(
          "The user name "
              + stated.name()
              + " of tenant "
              + tenant.name
              + " is taken elsewhere: choose another.");
    }
    users.add(stated.name());
    UserRow row = found == null ? new UserRow() : found;
    UserView before = found == null ? null : UserView.of(found);
    String hashBefore = found == null ? null : found.passwordHash;
    row.name = stated.name();
    row.tenantId = tenant.id;
    row.role = word(stated.role());
    if (hash != null) {
      row.passwordHash = hash;
    }
    row.managed =
        Lines.text(
            hash == null ? List.of("role", "mounts") : List.of("role", "mounts", "password"));
    if (found == null) {
      row.persist();
    } else if (!row.passwordHash.equals(hashBefore)) {
      UserRow.flush();
      var _ = SessionRow.delete("userId", row.id);
    }
    GrantRow.give(row.id, granted(tenant, stated));
    UserRow.flush();
    note("user " + row.name, tenant.name, before, UserView.of(row), hashBefore, row.passwordHash);
  }

  private static Set<Long> granted(TenantRow tenant, StatedUser stated) {
    Set<Long> ids = new HashSet<>();
    for (MountName name : stated.mounts()) {
      MountRow mount = MountRow.named(name.value());
      if (mount == null || mount.tenantId != tenant.id) {
        LOG.warnf(
            "mount %s cannot be granted to user %s: tenant %s has no such mount",
            name, stated.name(), tenant.name);
      } else {
        ids.add(mount.id);
      }
    }
    return ids;
  }

  /** What the file does not state: not managed by it any more, or gone. */
  private void others() {
    for (UserRow row : UserRow.<UserRow>list("role <> ?1", Roles.SUPERADMIN)) {
      if (!users.contains(row.name)) {
        row.managed = "";
        if (station.prune()) {
          UserView before = UserView.of(row);
          row.delete();
          notes.add("delete", "user " + row.name, before.tenant(), before, null);
        }
      }
    }
    for (RenditionRow row : RenditionRow.<RenditionRow>listAll()) {
      if (!renditions.contains(row.toMount)) {
        row.managed = "";
        if (station.prune()) {
          RenditionView before = RenditionView.of(row);
          row.delete();
          notes.add("delete", "rendition " + row.toMount, before.tenant(), before, null);
        }
      }
    }
    for (MountRow row : MountRow.<MountRow>listAll()) {
      if (!mounts.contains(row.name)) {
        row.managed = "";
        if (station.prune()) {
          MountView before = MountView.of(row);
          row.delete();
          notes.add("delete", "mount " + row.name, before.tenant(), before, null);
        }
      }
    }
    SettingsRow.flush();
    for (TenantRow row : TenantRow.<TenantRow>listAll()) {
      if (!tenants.contains(row.name)) {
        row.managed = "";
        webhooks.give(row, null, station.prune(), notes);
        if (station.prune()) {
          row.delete();
          notes.add("delete", "tenant " + row.name, row.name, TenantView.of(row), null);
          AuditRow.tenantGone(row.name);
        }
      }
    }
  }

  private void note(
      String object,
      String tenant,
      @Nullable Object before,
      Object after,
      @Nullable String hashBefore,
      @Nullable String hashAfter) {
    if (before == null) {
      notes.add("create", object, tenant, null, after);
    } else {
      notes.change(object, tenant, before, after, !Objects.equals(hashBefore, hashAfter));
    }
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
