package io.floe.admin;

import io.floe.admin.account.Secrets;
import io.floe.admin.account.UserView;
import io.floe.admin.mount.MountView;
import io.floe.admin.publish.Author;
import io.floe.admin.publish.Changes;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.Roles;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.UserRow;
import io.floe.admin.tenant.TenantView;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.Mount;
import io.floe.wire.station.Station;
import io.floe.wire.station.StationFile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;

/**
 * What an empty database gets: the account, the tenant and the mount that every platform begins
 * with, their passwords from the environment. Not while the cluster runs on something else, since a
 * database that is empty by mistake would end all its sources. Threads: the one that looks after
 * the database.
 */
@Singleton
final class FirstStart {

  private static final String ADMIN = "admin";
  private static final String TENANT = "default";
  private static final MountName LIVE = new MountName("/live");

  /** What has come of it. */
  sealed interface Outcome {
    /** There is an account, now at the latest. */
    record Done() implements Outcome {}

    /** It has to be asked again. */
    record NotYet() implements Outcome {}

    /** There is none until somebody does what is said. */
    record Refused(String problem) implements Outcome {}
  }

  private final AdminConfig config;
  private final Changes changes;
  private final Incumbent incumbent;

  FirstStart(AdminConfig config, Changes changes, Incumbent incumbent) {
    this.config = config;
    this.changes = changes;
    this.incumbent = incumbent;
  }

  /** Nothing of it is published: the station file comes first, if there is one. */
  Outcome run() {
    if (changes.read(() -> UserRow.count() > 0)) {
      return new Outcome.Done();
    }
    if (config.adminPassword().isEmpty()) {
      return new Outcome.Refused(
          "The database has no account yet: start this service with FLOE_ADMIN_PASSWORD set");
    }
    if (!config.beginAnew()) {
      switch (incumbent.ask()) {
        case Incumbent.Answer.Listening _ -> {
          return new Outcome.NotYet();
        }
        case Incumbent.Answer.Somebody(ConfigSnapshot station) when !stated(station) -> {
          return new Outcome.Refused(objection(station));
        }
        case Incumbent.Answer.Somebody _, Incumbent.Answer.Nobody _ -> {}
      }
    }
    fill(config.adminPassword().map(Secrets::hash).orElseThrow());
    return new Outcome.Done();
  }

  private static String objection(ConfigSnapshot station) {
    return "The database has no account, but the cluster runs on configuration %d, with %d tenants and %d mounts, which an empty database does not replace. Correct FLOE_DATABASE_URL; or restore that station into the database; or name a station file that states all these tenants and mounts. FLOE_BEGIN_ANEW=true gives them up, and ends their sources (docs/admin.md#an-empty-database)"
        .formatted(
            station.version(),
            station.tenants().size(),
            station.tenants().stream().mapToInt(tenant -> tenant.mounts().size()).sum());
  }

  /** Whether nothing of it is lost but what the station file or this class makes again. */
  private boolean stated(ConfigSnapshot station) {
    if (config.stationFile().isEmpty() || station.tenants().isEmpty()) {
      return false;
    }
    try {
      StationFile.Reading reading = Preparation.read(config.stationFile().get());
      return reading.problems().isEmpty()
          && station.tenants().stream().allMatch(tenant -> stated(reading.station(), tenant));
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static boolean stated(Station file, ConfigSnapshot.Tenant tenant) {
    Optional<Station.StatedTenant> stated =
        file.tenants().stream().filter(each -> each.name().equals(tenant.name())).findFirst();
    boolean ours = tenant.name().equals(TENANT);
    return (ours || stated.isPresent())
        && tenant.mounts().stream()
            .map(Mount::name)
            .allMatch(name ->
                (ours && name.equals(LIVE)) || stated.flatMap(t -> t.mount(name)).isPresent());
  }

  private void fill(String admin) {
    Optional<String> source = config.sourcePassword().map(Secrets::hash);
    Optional<String> live = config.livePassword().map(Secrets::hash);
    var _ =
        changes.seed(
            Author.START,
            notes -> {
              // Another admin service may have been faster.
              if (UserRow.count() > 0) {
                return false;
              }
              UserRow user = new UserRow();
              user.name = ADMIN;
              user.role = Roles.SUPERADMIN;
              user.passwordHash = admin;
              user.passwordGiven = true;
              user.persist();
              notes.add("create", "user " + ADMIN, null, null, UserView.of(user));
              TenantRow tenant = new TenantRow();
              tenant.name = TENANT;
              tenant.createMounts = true;
              tenant.sourcePasswordHash = source.orElse(null);
              tenant.persist();
              notes.add("create", "tenant " + TENANT, TENANT, null, TenantView.of(tenant));
              if (live.isPresent()) {
                MountRow mount = new MountRow();
                mount.tenantId = tenant.id;
                mount.take(Mount.onTheFly(LIVE).with().passwordHash(live.get()).build());
                mount.persist();
                notes.add("create", "mount " + LIVE, TENANT, null, MountView.of(mount));
              }
              return true;
            });
  }
}
