package io.floe.admin.mount;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.account.Actor;
import io.floe.admin.account.Askers;
import io.floe.admin.onair.OnAir;
import io.floe.admin.publish.Changes;
import io.floe.admin.publish.Managed;
import io.floe.admin.publish.MountNames;
import io.floe.admin.rest.Limit;
import io.floe.admin.rest.Page;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.RenditionRow;
import io.floe.admin.store.Roles;
import io.floe.admin.store.TenantRow;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.Mount;
import io.floe.wire.config.UrlAuth;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
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
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Mounts, by their names without the first slash, inner ones as %2F: those of one's tenant, of djs
 * and viewers those granted. Threads: request.
 */
@Path("/api/v1/mounts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "mounts")
public final class MountsResource {

  private final Changes changes;
  private final Askers askers;
  private final OnAir onAir;

  MountsResource(Changes changes, Askers askers, OnAir onAir) {
    this.changes = changes;
    this.askers = askers;
    this.onAir = onAir;
  }

  @GET
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  public Page<MountView> list(
      @QueryParam("after") @Nullable String cursor,
      @QueryParam("limit") @Nullable Limit asked,
      @QueryParam("tenant") @Nullable String tenant) {
    int limit = Limit.of(asked);
    String after = Page.after(cursor);
    return changes.read(() -> {
      Actor actor = askers.actor();
      TenantRow only = tenant == null ? actor.tenant() : actor.tenant(tenant);
      List<MountRow> rows = query(actor, only, after).page(0, limit + 1).list();
      return Page.of(rows, limit, row -> row.name, row -> MountView.of(row, actor));
    });
  }

  @POST
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public Response create(
      @RequestBody(content = @Content(schema = @Schema(implementation = MountBody.class)))
          JsonNode body) {
    MountForm form = MountForm.read(body, true);
    MountView made =
        changes.write(
            askers.author(),
            notes -> {
              TenantRow tenant = askers.actor().tenantFor(form.tenant());
              MountName name = form.name();
              if (name == null || MountRow.named(name.value()) != null) {
                throw MountNames.taken(String.valueOf(name));
              }
              MountNames.check(tenant, name.value());
              checkOnAir(tenant, name);
              MountRow row = new MountRow();
              row.tenantId = tenant.id;
              row.take(form.over(Mount.onTheFly(name)));
              checkAuth(null, row.settings().auth());
              row.persist();
              Fallbacks.check(row);
              Lists.check(row, 0);
              MountView view = MountView.of(row);
              notes.add("create", "mount " + row.name, tenant.name, null, view);
              return view;
            });
    return Response.status(Response.Status.CREATED).entity(made).build();
  }

  /** Whose source is on a mount made on the fly would lose it; an operator may mean that. */
  private void checkOnAir(TenantRow tenant, MountName name) {
    boolean elsewhere = onAir.tenant(name).filter(owner -> !owner.equals(tenant.name)).isPresent();
    if (elsewhere && !askers.actor().superadmin()) {
      throw MountNames.taken(name.value());
    }
  }

  @GET
  @Path("{name}")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  public MountView get(@PathParam("name") String name) {
    return changes.read(() -> {
      Actor actor = askers.actor();
      return MountView.of(actor.mount("/" + name), actor);
    });
  }

  @PUT
  @Path("{name}")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public MountView put(
      @PathParam("name") String name,
      @RequestBody(content = @Content(schema = @Schema(implementation = MountBody.class)))
          JsonNode body) {
    return change("/" + name, MountForm.read(body, false), true);
  }

  @PATCH
  @Path("{name}")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public MountView patch(
      @PathParam("name") String name,
      @RequestBody(content = @Content(schema = @Schema(implementation = MountBody.class)))
          JsonNode body) {
    return change("/" + name, MountForm.read(body, false), false);
  }

  @DELETE
  @Path("{name}")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public void delete(@PathParam("name") String name) {
    changes.write(
        askers.author(),
        notes -> {
          MountRow row = askers.actor().mount("/" + name);
          Managed.checkEnd("Mount " + row.name, row.managed);
          MountRow leading = MountRow.<MountRow>find("fallback", row.name).firstResult();
          if (leading != null) {
            throw Refusal.conflict(
                "Mount "
                    + row.name
                    + " is the fallback of "
                    + leading.name
                    + ": change that first.");
          }
          RenditionRow made = RenditionRow.of(row.name);
          if (made != null) {
            throw Refusal.conflict(
                "Rendition "
                    + made.toMount
                    + " is made of mount "
                    + row.name
                    + ": delete or change that first.");
          }
          MountView before = MountView.of(row);
          row.delete();
          notes.add("delete", "mount " + before.name(), before.tenant(), before, null);
          return name;
        });
  }

  private MountView change(String name, MountForm form, boolean whole) {
    return changes.write(
        askers.author(),
        notes -> {
          MountRow row = askers.actor().mount(name);
          MountView before = MountView.of(row);
          MountName asked = form.name();
          String tenant = form.tenant();
          if (asked != null && !asked.value().equals(name)) {
            throw Refusal.conflict("The name of a mount cannot be changed: make a new one.");
          }
          if (tenant != null && !tenant.equals(before.tenant())) {
            throw Refusal.conflict("A mount stays with its tenant: make a new one.");
          }
          Mount settings = row.settings();
          long listed = row.listChars();
          Mount base =
              whole
                  ? Mount.onTheFly(settings.name())
                      .with()
                      .passwordHash(settings.passwordHash())
                      .auth(askers.actor().superadmin() ? null : settings.auth())
                      .build()
                  : settings;
          row.take(form.over(base));
          checkAuth(settings.auth(), row.settings().auth());
          Fallbacks.check(row);
          Lists.check(row, listed);
          MountView after = MountView.of(row);
          Managed.check(
              "Mount " + name,
              row.managed,
              before,
              after,
              form.password() ? List.of("password") : List.of());
          notes.change("mount " + name, after.tenant(), before, after, form.password());
          return after;
        });
  }

  /** Services ask these URLs from within the operator's network: so it is the operator's word. */
  private void checkAuth(@Nullable UrlAuth before, @Nullable UrlAuth after) {
    if (!Objects.equals(before, after) && !askers.actor().superadmin()) {
      throw Refusal.forbidden("Whom a mount asks about its clients is set by superadmins alone.");
    }
  }

  private static PanacheQuery<MountRow> query(Actor actor, @Nullable TenantRow only, String after) {
    if (only == null) {
      return MountRow.find("name > ?1 order by name", after);
    }
    if (actor.admin()) {
      return MountRow.find("tenantId = ?1 and name > ?2 order by name", only.id, after);
    }
    // An empty list is no valid list in SQL: no mount has the id 0.
    var granted = actor.mounts().isEmpty() ? java.util.Set.of(0L) : actor.mounts();
    return MountRow.find(
        "tenantId = ?1 and id in ?2 and name > ?3 order by name", only.id, granted, after);
  }
}
