package io.floe.admin.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.publish.Changes;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Read;
import io.floe.admin.store.Roles;
import io.floe.admin.store.SessionRow;
import io.floe.wire.client.Caller;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Logging in and out of a browser. Threads: event loops for the one, request for the other. */
@Path("/api/v1/session")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "session")
public final class SessionResource {

  private final Logins logins;
  private final Clients clients;
  private final Changes changes;
  private final CurrentVertxRequest request;
  private final SecurityIdentity identity;

  SessionResource(
      Logins logins,
      Clients clients,
      Changes changes,
      CurrentVertxRequest request,
      SecurityIdentity identity) {
    this.logins = logins;
    this.clients = clients;
    this.changes = changes;
    this.request = request;
    this.identity = identity;
  }

  /** What is sent to log in; for the OpenAPI document alone. */
  record SessionBody(String name, String password) {}

  /**
   * What a browser is told.
   *
   * @param csrf to be sent along with every change, as X-Floe-Csrf
   */
  public record SessionView(String name, String csrf) {}

  @POST
  @PermitAll
  @APIResponse(
      responseCode = "200",
      description = "Logged in; the cookie is set",
      content = @Content(schema = @Schema(implementation = SessionView.class)))
  public Uni<Response> login(
      @RequestBody(content = @Content(schema = @Schema(implementation = SessionBody.class)))
          JsonNode body) {
    Form form = Form.of(body);
    String name = form.value("name", Read::text, true);
    String password = form.value("password", Read::text, true);
    form.done();
    Caller caller = clients.caller(request.getCurrent());
    boolean secure = caller.head().secure();
    String user = String.valueOf(name);
    return logins
        .browser(user, String.valueOf(password), caller.address())
        .onItem()
        .transform(secret ->
            Response.ok(new SessionView(user, Logins.csrf(secret)))
                .cookie(cookie(secret, secure, (int) Logins.LONGEST.toSeconds()))
                .build());
  }

  @DELETE
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  @APIResponse(responseCode = "204", description = "Logged out")
  public Response logout() {
    Object hash = identity.getAttribute(Logins.SESSION);
    if (hash != null) {
      changes.read(() -> SessionRow.delete("hash", hash));
    }
    return Response.noContent().cookie(cookie("", false, 0)).build();
  }

  private static NewCookie cookie(String value, boolean secure, int seconds) {
    return new NewCookie.Builder(Doors.COOKIE)
        .value(value)
        .path("/")
        .maxAge(seconds)
        .httpOnly(true)
        .secure(secure)
        .sameSite(NewCookie.SameSite.STRICT)
        .build();
  }
}
