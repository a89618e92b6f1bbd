package io.floe.admin.live;

import io.floe.admin.account.Pass;
import io.floe.admin.account.Passes;
import io.floe.admin.store.Roles;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * What happens, as it happens. The response is written past the platform: a text that many get is
 * then one text in memory, and what a slow client does not take does not wait for it here. Threads:
 * request, until it is handed over.
 */
@Path("/api/v1/events")
@Tag(name = "events")
public final class EventsResource {

  private static final int LONGEST_ID = 64;

  private final Live live;
  private final Passes passes;
  private final CurrentVertxRequest current;

  EventsResource(Live live, Passes passes, CurrentVertxRequest current) {
    this.live = live;
    this.passes = passes;
    this.current = current;
  }

  /** The answer never comes: whoever follows is told by {@link Live} until it goes. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  @Blocking
  @APIResponse(
      responseCode = "200",
      description =
          "Server-sent events: first snapshot, or what was missed since Last-Event-ID; then, once a"
              + " second at most, mount, rendition, services and gone, each time followed by totals",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = LiveSnapshot.class)))
  public Uni<Void> follow(@HeaderParam("Last-Event-ID") @Nullable String id) {
    HttpServerRequest request = current.getCurrent().request();
    HttpServerResponse response = request.response();
    Pass pass = passes.issue();
    String known = id == null || id.length() > LONGEST_ID ? null : id;
    if (request.method().equals(HttpMethod.HEAD)) {
      head(response);
      var _ = response.end();
    } else {
      live.open(
          pass,
          known,
          gone -> {
            head(response);
            return new ResponseOutlet(response, gone);
          });
    }
    return Uni.createFrom().nothing();
  }

  private static void head(HttpServerResponse response) {
    response
        .setStatusCode(200)
        .putHeader("Content-Type", "text/event-stream; charset=utf-8")
        // Proxies that know this word do not hold back what comes.
        .putHeader("X-Accel-Buffering", "no");
    response.setChunked(true);
  }
}
