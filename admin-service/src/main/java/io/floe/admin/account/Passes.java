package io.floe.admin.account;

import io.floe.admin.publish.Changes;
import io.floe.admin.store.GrantRow;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.SessionRow;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.TokenRow;
import io.floe.admin.store.UserRow;
import io.floe.wire.audio.MountName;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives out passes, and says which of them are still good: as many as there may be are looked at
 * with a few questions to the database. Threads: request, and others that may block.
 */
@Singleton
public final class Passes {

  private final SecurityIdentity identity;
  private final Changes changes;

  Passes(SecurityIdentity identity, Changes changes) {
    this.identity = identity;
    this.changes = changes;
  }

  /** A pass for who sends the request that this thread serves. */
  public Pass issue() {
    String name = identity.getPrincipal().getName();
    String session = identity.getAttribute(Logins.SESSION);
    Long token = identity.getAttribute(Logins.TOKEN);
    return changes.read(() -> {
      UserRow user = UserRow.named(name);
      if (user == null) {
        throw new UnauthorizedException("the user is gone");
      }
      Pass.Door door =
          session != null
              ? new Pass.Door.Session(session)
              : token != null ? new Pass.Door.Token(token) : password(user);
      return pass(user, door, tenants(List.of(user)), grants(List.of(user)));
    });
  }

  /**
   * Those of them that are good: neither the user nor the door has changed in any way. Being here
   * is a use of their sessions.
   */
  public Set<Pass> good(Collection<Pass> passes) {
    if (passes.isEmpty()) {
      return Set.of();
    }
    return changes.read(() -> {
      Set<String> names = new HashSet<>();
      passes.forEach(pass -> names.add(pass.name()));
      List<UserRow> users = UserRow.list("name in ?1", names);
      Map<Long, String> tenants = tenants(users);
      Map<Long, Set<MountName>> grants = grants(users);
      Map<String, UserRow> named = new HashMap<>();
      users.forEach(user -> named.put(user.name, user));
      Set<Pass.Door> open = open(passes, named);
      Set<Pass> good = new HashSet<>();
      for (Pass pass : passes) {
        UserRow user = named.get(pass.name());
        if (user != null
            && open.contains(pass.door())
            && pass.equals(pass(user, pass.door(), tenants, grants))) {
          good.add(pass);
        }
      }
      return good;
    });
  }

  private static Pass pass(
      UserRow user, Pass.Door door, Map<Long, String> tenants, Map<Long, Set<MountName>> grants) {
    Long tenant = user.tenantId;
    return new Pass(
        user.name,
        user.role,
        tenant == null ? null : tenants.get(tenant),
        grants.getOrDefault(user.id, Set.of()),
        door);
  }

  private static Pass.Door password(UserRow user) {
    return new Pass.Door.Password(Secrets.digest(user.passwordHash));
  }

  /** Names of the tenants of these users. */
  private static Map<Long, String> tenants(List<UserRow> users) {
    Set<Long> ids = new HashSet<>();
    for (UserRow user : users) {
      Long tenant = user.tenantId;
      if (tenant != null) {
        ids.add(tenant);
      }
    }
    Map<Long, String> names = new HashMap<>();
    if (!ids.isEmpty()) {
      TenantRow.<TenantRow>list("id in ?1", ids).forEach(row -> names.put(row.id, row.name));
    }
    return names;
  }

  /** What is granted to these users, by their ids. */
  private static Map<Long, Set<MountName>> grants(List<UserRow> users) {
    Map<Long, Long> tenantOf = new HashMap<>();
    for (UserRow user : users) {
      Long tenant = user.tenantId;
      if (tenant != null) {
        tenantOf.put(user.id, tenant);
      }
    }
    Map<Long, Set<MountName>> granted = new HashMap<>();
    if (tenantOf.isEmpty()) {
      return granted;
    }
    List<GrantRow> grants = GrantRow.list("userId in ?1", tenantOf.keySet());
    Set<Long> ids = new HashSet<>();
    grants.forEach(grant -> ids.add(grant.mountId));
    Map<Long, MountRow> mounts = new HashMap<>();
    if (!ids.isEmpty()) {
      MountRow.<MountRow>list("id in ?1", ids).forEach(row -> mounts.put(row.id, row));
    }
    for (GrantRow grant : grants) {
      MountRow mount = mounts.get(grant.mountId);
      Long tenant = tenantOf.get(grant.userId);
      if (mount != null && tenant != null && mount.tenantId == tenant) {
        granted.computeIfAbsent(grant.userId, id -> new HashSet<>()).add(new MountName(mount.name));
      }
    }
    return granted;
  }

  /** Those doors of these passes that are open now to whom the pass is of. */
  private static Set<Pass.Door> open(Collection<Pass> passes, Map<String, UserRow> users) {
    Set<Long> tokens = new HashSet<>();
    Set<String> sessions = new HashSet<>();
    Set<Pass.Door> open = new HashSet<>();
    for (Pass pass : passes) {
      switch (pass.door()) {
        case Pass.Door.Token token -> tokens.add(token.id());
        case Pass.Door.Session session -> sessions.add(session.hash());
        case Pass.Door.Password password -> {
          UserRow user = users.get(pass.name());
          if (user != null && password.equals(password(user))) {
            open.add(password);
          }
        }
      }
    }
    Instant now = Instant.now();
    if (!tokens.isEmpty()) {
      for (TokenRow token : TokenRow.<TokenRow>list("id in ?1", tokens)) {
        if (!Logins.over(token, now)
            && Arrays.asList(token.scopes.split(" ", -1)).contains(Scopes.READ)) {
          open.add(new Pass.Door.Token(token.id));
        }
      }
    }
    if (!sessions.isEmpty()) {
      Set<String> going = new HashSet<>();
      for (SessionRow session : SessionRow.<SessionRow>list("hash in ?1", sessions)) {
        if (!Logins.over(session, now)) {
          open.add(new Pass.Door.Session(session.hash));
          if (session.lastSeenAt.isBefore(now.minus(Logins.TOUCH))) {
            going.add(session.hash);
          }
        }
      }
      SessionRow.used(going, now);
    }
    return open;
  }
}
