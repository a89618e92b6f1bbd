package io.floe.admin.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.floe.admin.publish.Changes;
import io.floe.admin.store.Roles;
import io.floe.admin.store.UserRow;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who asks. Threads: request. */
@Path("/api/v1/me")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
@Tag(name = "me")
public final class MeResource {

  private final Changes changes;
  private final Askers askers;
  private final SecurityIdentity identity;

  MeResource(Changes changes, Askers askers, SecurityIdentity identity) {
    this.changes = changes;
    this.askers = askers;
    this.identity = identity;
  }

  /**
   * Oneself.
   *
   * @param csrf of a browser session: to be sent along with every change, as X-Floe-Csrf
   * @param scopes of a token
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record MeView(
      String name,
      String role,
      @Nullable String tenant,
      List<String> mounts,
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
          csrf == null ? null : csrf.toString(),
          scopes == null ? null : List.of(scopes.toString().split(" ", -1)));
    });
  }
}
