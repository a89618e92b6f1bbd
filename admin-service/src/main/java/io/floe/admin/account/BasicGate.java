package io.floe.admin.account;

import io.floe.admin.rest.Refusal;
import io.floe.wire.client.Caller;
import io.floe.wire.http.RequestHead;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ResourceInfo;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Keeps sessions and tokens from operations that are {@link BasicOnly}, and pages of other sites
 * from those of them that do something. A browser that was once asked for name and password sends
 * them along with a mere picture, without an Origin; over HTTPS it then says in Sec-Fetch-Site
 * whose page asked, over plain HTTP it says nothing. So what bears the marks of a browser is not
 * done unless the browser says that it is meant. Threads: request.
 */
@Singleton
public final class BasicGate {

  private static final Set<String> MEANT = Set.of("same-origin", "none");

  private final CurrentVertxRequest current;

  /** Asked for late: filters are made before there is a configuration. */
  private final Instance<Clients> clients;

  BasicGate(CurrentVertxRequest current, Instance<Clients> clients) {
    this.current = current;
    this.clients = clients;
  }

  /** Called once an operation is found and whoever asks has been recognized. */
  @ServerRequestFilter
  public void check(ResourceInfo operation) {
    Class<?> type = operation.getResourceClass();
    if (!type.isAnnotationPresent(BasicOnly.class)) {
      return;
    }
    Caller caller = clients.get().caller(current.getCurrent());
    if (!basic(caller.head())) {
      throw new UnauthorizedException("name and password are needed");
    }
    if (type.isAnnotationPresent(Commanding.class) && !meant(caller)) {
      throw Refusal.forbidden(
          "A browser asks for this because of a page: it is not done. Use the REST API.");
    }
  }

  private static boolean basic(RequestHead head) {
    return head.header("Authorization")
        .map(each -> each.strip().toLowerCase(Locale.ROOT).startsWith("basic "))
        .orElse(false);
  }

  /** Whether no page of another site can have brought the request about. */
  static boolean meant(Caller caller) {
    RequestHead head = caller.head();
    Optional<String> origin = head.header("Origin");
    Optional<String> site = head.header("Sec-Fetch-Site");
    if (origin.isPresent() || site.isPresent()) {
      return origin.map(each -> Doors.own(each, caller)).orElse(true)
          && site.map(MEANT::contains).orElse(true);
    }
    // Every browser says which languages it speaks, and no page can keep it from that.
    return head.header("Accept-Language").isEmpty() && head.header("Referer").isEmpty();
  }
}
