package io.floe.admin.account;

import io.floe.admin.rest.Refusal;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.util.Arrays;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Lets a token do what its scopes name. It looks at the operation that was found, not at the path:
 * so there are no two opinions about which it is. Threads: request.
 */
@Singleton
public final class TokenGate {

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  private final CurrentVertxRequest current;

  TokenGate(CurrentVertxRequest current) {
    this.current = current;
  }

  /** Called once an operation is found and the token has been recognized. */
  @ServerRequestFilter
  public void check(ContainerRequestContext request, ResourceInfo operation) {
    RoutingContext context = current.getCurrent();
    String scopes = context == null ? null : context.get(Logins.SCOPES);
    if (scopes == null) {
      return;
    }
    String needed =
        READING.contains(request.getMethod())
            ? Scopes.READ
            : operation.getResourceClass().isAnnotationPresent(Commanding.class)
                ? Scopes.KICK
                : Scopes.WRITE;
    if (!Arrays.asList(scopes.split(" ", -1)).contains(needed)) {
      throw Refusal.forbidden("The token does not have the scope '" + needed + "'.");
    }
  }
}
