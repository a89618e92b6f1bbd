package io.floe.admin.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.publish.Changes;
import io.floe.admin.publish.Managed;
import io.floe.admin.rest.Limit;
import io.floe.admin.rest.Page;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.GrantRow;
import io.floe.admin.store.Roles;
import io.floe.admin.store.SessionRow;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.UserRow;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Users: for admins those of their tenant, for superadmins all. Threads: request. */
@Path("/api/v1/users")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
@Tag(name = "users")
public final class UsersResource {

  private final Changes changes;
  private final Askers askers;

  UsersResource(Changes changes, Askers askers) {
    this.changes = changes;
    this.askers = askers;
  }

  @GET
  public Page<UserView> list(
      @QueryParam("after") @Nullable String cursor,
      @QueryParam("limit") @Nullable Limit asked,
      @QueryParam("tenant") @Nullable String tenant) {
    int limit = Limit.of(asked);
    String after = Page.after(cursor);
    return changes.read(() -> {
      Actor actor = askers.actor();
      TenantRow only = tenant == null ? actor.tenant() : actor.tenant(tenant);
      List<UserRow> rows =
          (only == null
                  ? UserRow.<UserRow>find("name > ?1 order by name", after)
                  : UserRow.<UserRow>find(
                      "tenantId = ?1 and name > ?2 order by name", only.id, after))
              .page(0, limit + 1)
              .list();
      return Page.of(rows, limit, row -> row.name, UserView::of);
    });
  }

  @POST
  public Response create(
      @RequestBody(content = @Content(schema = @Schema(implementation = UserBody.class)))
          JsonNode body) {
    UserForm form = UserForm.read(body, true, true);
    UserView made =
        changes.write(
            askers.author(),
            notes -> {
              Actor actor = askers.actor();
              UserRow user = new UserRow();
              user.name = String.valueOf(form.name());
              user.role = String.valueOf(form.role());
              user.passwordHash = String.valueOf(form.hash());
              user.passwordGiven = true;
              TenantRow tenant = home(actor, user.role, form.tenant());
              user.tenantId = tenant == null ? null : tenant.id;
              if (UserRow.named(user.name) != null) {
                throw Refusal.conflict("The name " + user.name + " is taken: choose another.");
              }
              user.persist();
              List<io.floe.wire.audio.MountName> mounts = form.mounts();
              if (mounts != null) {
                GrantRow.give(user.id, UserForm.ids(user.tenantId, mounts));
              }
              UserView view = UserView.of(user);
              notes.add("create", "user " + user.name, view.tenant(), null, view);
              return view;
            });
    return Response.status(Response.Status.CREATED).entity(made).build();
  }

  @GET
  @Path("{name}")
  public UserView get(@PathParam("name") String name) {
    return changes.read(() -> UserView.of(user(askers.actor(), name)));
  }

  @PUT
  @Path("{name}")
  public UserView put(
      @PathParam("name") String name,
      @RequestBody(content = @Content(schema = @Schema(implementation = UserBody.class)))
          JsonNode body) {
    return change(name, UserForm.read(body, true, false));
  }

  @PATCH
  @Path("{name}")
  public UserView patch(
      @PathParam("name") String name,
      @RequestBody(content = @Content(schema = @Schema(implementation = UserBody.class)))
          JsonNode body) {
    return change(name, UserForm.read(body, false, false));
  }

  @DELETE
  @Path("{name}")
  public void delete(@PathParam("name") String name) {
    changes.write(
        askers.author(),
        notes -> {
          UserRow user = user(askers.actor(), name);
          Managed.checkEnd("User " + name, user.managed);
          keepOne(user);
          UserView before = UserView.of(user);
          user.delete();
          notes.add("delete", "user " + name, before.tenant(), before, null);
          return name;
        });
  }

  private UserView change(String name, UserForm form) {
    return changes.write(
        askers.author(),
        notes -> {
          Actor actor = askers.actor();
          UserRow user = user(actor, name);
          UserView before = UserView.of(user);
          same("name", name, form.name());
          same("tenant", before.tenant(), form.tenant());
          String role = form.role();
          if (role != null && !role.equals(user.role)) {
            keepOne(user);
            if (user.superadmin() || role.equals(Roles.SUPERADMIN)) {
              throw Refusal.conflict(
                  "A superadmin belongs to no tenant: make a new user instead of changing this one.");
            }
            user.role = role;
          }
          List<io.floe.wire.audio.MountName> mounts = form.mounts();
          if (mounts != null) {
            GrantRow.give(user.id, UserForm.ids(user.tenantId, mounts));
          }
          String hash = form.hash();
          if (hash != null) {
            user.takes(hash, actor.id() != user.id);
            SessionRow.delete("userId", user.id);
          }
          UserRow.flush();
          UserView after = UserView.of(user);
          Managed.check(
              "User " + name,
              user.managed,
              before,
              after,
              hash == null ? List.of() : List.of("password"));
          notes.change("user " + name, after.tenant(), before, after, hash != null);
          return after;
        });
  }

  /** The tenant that a new user of that role belongs to. */
  private static @Nullable TenantRow home(Actor actor, String role, @Nullable String tenant) {
    if (!role.equals(Roles.SUPERADMIN)) {
      return actor.tenantFor(tenant);
    }
    if (!actor.superadmin()) {
      throw Refusal.forbidden("Only a superadmin makes superadmins.");
    }
    if (tenant != null) {
      throw Refusal.invalid("tenant", "has to be left out: a superadmin belongs to none");
    }
    return null;
  }

  private static UserRow user(Actor actor, String name) {
    UserRow user = UserRow.named(name);
    if (user == null || !actor.in(user.tenantId)) {
      throw Refusal.absent("user " + name);
    }
    return user;
  }

  private static void same(String field, @Nullable String is, @Nullable String asked) {
    if (asked != null && !asked.equals(is)) {
      throw Refusal.conflict(
          "The " + field + " of a user cannot be changed: make a new user and delete this one.");
    }
  }

  private static void keepOne(UserRow user) {
    if (user.superadmin() && UserRow.count("role", Roles.SUPERADMIN) < 2) {
      throw Refusal.conflict("This is the last superadmin: make another one first.");
    }
  }
}
