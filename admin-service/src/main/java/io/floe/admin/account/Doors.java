package io.floe.admin.account;

import io.floe.admin.rest.Refusal;
import io.floe.wire.client.Address;
import io.floe.wire.client.Caller;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The three doors of a request: Basic, a bearer token, a browser session. What a token opens is
 * then up to {@link TokenGate}; a session changes something only for a page of this very server.
 * Threads: event loops; what blocks does so elsewhere.
 */
@Singleton
public final class Doors implements HttpAuthenticationMechanism {

  static final String COOKIE = "floe_session";
  static final String CSRF_HEADER = "X-Floe-Csrf";
  private static final String ORIGIN = "Origin";
  private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

  private final Logins logins;
  private final Clients clients;

  Doors(Logins logins, Clients clients) {
    this.logins = logins;
    this.clients = clients;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager manager) {
    Caller caller = clients.caller(context);
    String authorization = context.request().getHeader("Authorization");
    if (authorization != null) {
      return here(authorized(authorization.strip(), context, caller));
    }
    Cookie cookie = context.request().getCookie(COOKIE);
    if (cookie == null) {
      return Uni.createFrom().nullItem();
    }
    String secret = cookie.getValue();
    return here(
        logins
            .session(secret)
            .onItem()
            .transformToUni(found -> opened(found, context, caller, secret)));
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom()
        .item(
            new ChallengeData(401, "WWW-Authenticate", "Basic realm=\"Floe\", charset=\"UTF-8\""));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(UsernamePasswordAuthenticationRequest.class);
  }

  private Uni<SecurityIdentity> authorized(
      String authorization, RoutingContext context, Caller caller) {
    Address client = caller.address();
    String scheme = authorization.toLowerCase(Locale.ROOT);
    if (scheme.startsWith("basic ")) {
      Optional<String> pair = decoded(authorization.substring("basic ".length()).strip());
      int colon = pair.map(text -> text.indexOf(':')).orElse(-1);
      if (pair.isPresent() && colon >= 0 && foreignPage(context, caller)) {
        return Uni.createFrom()
            .failure(
                Refusal.forbidden("A change that a page of another site asks for is not done."));
      }
      if (pair.isPresent() && colon >= 0) {
        return logins.password(
            pair.get().substring(0, colon), pair.get().substring(colon + 1), client, "basic");
      }
    } else if (scheme.startsWith("bearer ")) {
      return logins
          .token(authorization.substring("bearer ".length()).strip(), client)
          .onItem()
          .invoke(identity -> context.put(Logins.SCOPES, identity.getAttribute(Logins.SCOPES)));
    }
    return logins.unreadable(client);
  }

  private static Uni<SecurityIdentity> opened(
      List<SecurityIdentity> found, RoutingContext context, Caller caller, String secret) {
    if (found.isEmpty()) {
      return Uni.createFrom().nullItem();
    }
    if (!ownPage(context, caller, secret)) {
      return Uni.createFrom()
          .failure(
              Refusal.forbidden(
                  "A change from a browser carries "
                      + CSRF_HEADER
                      + " with the csrf value of its session."));
    }
    return Uni.createFrom().item(found.getFirst());
  }

  /** Whether a request of a browser that is logged in is meant by a page of ours. */
  private static boolean ownPage(RoutingContext context, Caller caller, String secret) {
    if (HARMLESS.contains(context.request().method().name())) {
      return true;
    }
    String csrf = context.request().getHeader(CSRF_HEADER);
    if (csrf != null) {
      return Secrets.same(csrf, Logins.csrf(secret));
    }
    String origin = context.request().getHeader(ORIGIN);
    return origin != null && own(origin, caller);
  }

  /**
   * Whether a page of another site wants something changed: a browser that was once asked for name
   * and password sends them along with whatever any page makes it send.
   */
  private static boolean foreignPage(RoutingContext context, Caller caller) {
    String origin = context.request().getHeader(ORIGIN);
    return !HARMLESS.contains(context.request().method().name())
        && origin != null
        && !own(origin, caller);
  }

  /** Whether an Origin header names this server. */
  static boolean own(String origin, Caller caller) {
    String scheme = caller.head().secure() ? "https://" : "http://";
    return caller
        .head()
        .header("Host")
        .map(host -> origin(origin).equals(origin(scheme + host)))
        .orElse(false);
  }

  /** An origin without the port that goes without saying. */
  private static String origin(String text) {
    String small = text.toLowerCase(Locale.ROOT);
    if (small.startsWith("https://") && small.endsWith(":443")) {
      return small.substring(0, small.length() - ":443".length());
    }
    return small.startsWith("http://") && small.endsWith(":80")
        ? small.substring(0, small.length() - ":80".length())
        : small;
  }

  private static Optional<String> decoded(String base64) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException broken) {
      return Optional.empty();
    }
  }

  /** The outcome on the thread that asks now, whichever found it. */
  private static <T> Uni<T> here(Uni<T> found) {
    Context context = Vertx.currentContext();
    Executor back =
        context == null
            ? Infrastructure.getDefaultWorkerPool()
            : task -> context.runOnContext(ignored -> task.run());
    return found.emitOn(back);
  }
}
