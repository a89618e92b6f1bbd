package io.floe.admin.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.publish.Author;
import io.floe.admin.publish.Changes;
import io.floe.admin.publish.Managed;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Read;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.Lines;
import io.floe.admin.store.Roles;
import io.floe.admin.store.SessionRow;
import io.floe.admin.store.UserRow;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who asks. Threads: request; a password waits for its turn without one. */
@Path("/api/v1/me")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
@Tag(name = "me")
public final class MeResource {

  private final Changes changes;
  private final Askers askers;
  private final Logins logins;
  private final SecurityIdentity identity;

  MeResource(Changes changes, Askers askers, Logins logins, SecurityIdentity identity) {
    this.changes = changes;
    this.askers = askers;
    this.logins = logins;
    this.identity = identity;
  }

  /**
   * Oneself.
   *
   * @param passwordGiven whether somebody else chose the password: take another one
   * @param csrf of a browser session: to be sent along with every change, as X-Floe-Csrf
   * @param scopes of a token
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record MeView(
      String name,
      String role,
      @Nullable String tenant,
      List<String> mounts,
      boolean passwordGiven,
      @Nullable String csrf,
      @Nullable List<String> scopes) {}

  @GET
  public MeView get() {
    Object csrf = identity.getAttribute(Logins.CSRF);
    Object scopes = identity.getAttribute(Logins.SCOPES);
    return changes.read(() -> {
      UserRow user = UserRow.findById(askers.actor().id());
      UserView view = UserView.of(user);
      return new MeView(
          view.name(),
          view.role(),
          view.tenant(),
          view.mounts(),
          user.passwordGiven && !Lines.of(user.managed).contains("password"),
          csrf == null ? null : csrf.toString(),
          scopes == null ? null : List.of(scopes.toString().split(" ", -1)));
    });
  }

  /**
   * What is sent to change one's password; for the OpenAPI document alone.
   *
   * @param current the one that counts until now
   * @param password the new one, in clear
   */
  record PasswordBody(String current, String password) {}

  @PUT
  @Path("password")
  @Consumes(MediaType.APPLICATION_JSON)
  @APIResponse(responseCode = "204", description = "Changed; one's other sessions have ended")
  public Uni<Response> changePassword(
      @RequestBody(content = @Content(schema = @Schema(implementation = PasswordBody.class)))
          JsonNode body) {
    if (identity.getAttribute(Logins.SCOPES) != null) {
      throw Refusal.forbidden("A token changes no password: log in with your password.");
    }
    Form form = Form.of(body);
    String current = form.value("current", Read::text, true);
    String password = form.value("password", Secrets::password, true);
    form.done();
    Author author = askers.author();
    Object session = identity.getAttribute(Logins.SESSION);
    return logins
        .hash(author.name(), String.valueOf(current), askers.address())
        .onFailure(MeResource::wrong)
        .transform(failure -> Refusal.invalid("current", "is not your password"))
        .onItem()
        .transformToUni(hash ->
            Logins.blocking(() -> {
              replace(author, hash, String.valueOf(password), session);
              return Response.noContent().build();
            }));
  }

  private static boolean wrong(Throwable failure) {
    return failure instanceof AuthenticationFailedException refused && !PasswordProof.away(refused);
  }

  /**
   * Sets the password of who asks.
   *
   * @param proven the hash that the current one has opened
   * @param session that goes on; null: there is none
   */
  private void replace(Author author, String proven, String password, @Nullable Object session) {
    String hash = Secrets.hash(password);
    changes.write(
        author,
        notes -> {
          UserRow user = UserRow.named(author.name());
          if (user == null || !user.passwordHash.equals(proven)) {
            throw Refusal.conflict("Your password was changed by somebody else meanwhile.");
          }
          UserView view = UserView.of(user);
          String what = "user " + user.name;
          Managed.check("User " + user.name, user.managed, view, view, List.of("password"));
          user.takes(hash, false);
          SessionRow.endOthers(user.id, session == null ? "" : session.toString());
          notes.change(what, view.tenant(), view, view, true);
          return what;
        });
  }
}
