package io.floe.admin.account;

import io.floe.admin.publish.Author;
import io.floe.admin.store.GrantRow;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.UserRow;
import io.floe.wire.client.Address;
import io.floe.wire.http.RequestHead;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Singleton;

/** Who sends the request that this thread serves. Threads: request. */
@Singleton
public final class Askers {

  private final SecurityIdentity identity;
  private final CurrentVertxRequest request;
  private final Clients clients;

  Askers(SecurityIdentity identity, CurrentVertxRequest request, Clients clients) {
    this.identity = identity;
    this.request = request;
    this.clients = clients;
  }

  /** The user, as the database has it now; to be called within a transaction. */
  public Actor actor() {
    UserRow user = UserRow.named(identity.getPrincipal().getName());
    if (user == null) {
      throw new UnauthorizedException("the user is gone");
    }
    TenantRow tenant = TenantRow.of(user.tenantId);
    return new Actor(user.id, user.name, user.role, tenant, GrantRow.mountsOf(user.id), author());
  }

  /** The user, as an author of changes. */
  public Author author() {
    return new Author(identity.getPrincipal().getName(), address().toString());
  }

  /** Whence the request comes. */
  public Address address() {
    return clients.caller(request.getCurrent()).address();
  }

  /** The request as the client sent it. */
  public RequestHead head() {
    return clients.caller(request.getCurrent()).head();
  }
}
