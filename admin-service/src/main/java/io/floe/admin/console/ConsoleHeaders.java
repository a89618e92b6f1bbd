package io.floe.admin.console;

import io.floe.admin.account.Clients;
import io.floe.admin.onair.OnAir;
import io.floe.admin.rest.Refusal;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;

/**
 * What a browser may do with the pages of the console: load what this server has, talk to it, and
 * play what an edge sends; nothing else. All its pages are one document, whatever their address.
 * Threads: event loops.
 */
@Singleton
final class ConsoleHeaders {

  private static final int PRIORITY = 100;
  private static final String MADE = "/assets/";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " font-src 'self'; connect-src 'self'; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'; media-src 'self' ";

  private final OnAir onAir;
  private final Clients clients;

  ConsoleHeaders(OnAir onAir, Clients clients) {
    this.onAir = onAir;
    this.clients = clients;
  }

  void register(@Observes Filters filters) {
    filters.register(this::add, PRIORITY);
  }

  private void add(RoutingContext context) {
    String path = context.normalizedPath();
    if (page(context, path)) {
      context.reroute("/");
      return;
    }
    HttpServerResponse response = context.response();
    if (path.startsWith(MADE)) {
      // Named by what is in them: another build has other names.
      context.addHeadersEndHandler(ignored -> {
        if (response.getStatusCode() == 200) {
          response.putHeader("Cache-Control", "public, max-age=31536000, immutable");
        }
      });
    } else if (!machine(path)) {
      response.putHeader("Content-Security-Policy", POLICY + edges(context));
      response.putHeader("Referrer-Policy", "same-origin");
      response.putHeader("Cross-Origin-Opener-Policy", "same-origin");
    }
    context.next();
  }

  /** Whether a browser goes to a page that the console draws by itself. */
  private static boolean page(RoutingContext context, String path) {
    HttpMethod method = context.request().method();
    String accept = context.request().getHeader("Accept");
    return !path.equals("/")
        && !machine(path)
        && !path.startsWith(MADE)
        && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
        && accept != null
        && accept.contains("text/html");
  }

  private static boolean machine(String path) {
    return path.startsWith("/api/")
        || path.startsWith("/q/")
        || path.startsWith("/admin/")
        || path.startsWith("/.well-known/");
  }

  /** Where audio may come from, for whoever sent that. */
  private String edges(RoutingContext context) {
    try {
      URI base = URI.create(onAir.base(clients.caller(context).head()));
      String authority = base.getAuthority();
      // The policy has no words for IPv6 addresses.
      return authority == null || authority.startsWith("[")
          ? base.getScheme() + ":"
          : base.getScheme() + "://" + authority;
    } catch (Refusal notYet) {
      return "'self'";
    }
  }
}
