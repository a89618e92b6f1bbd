package io.floe.admin.tenant;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.account.Actor;
import io.floe.admin.account.Askers;
import io.floe.admin.publish.Changes;
import io.floe.admin.publish.Managed;
import io.floe.admin.rest.Limit;
import io.floe.admin.rest.Page;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.AuditRow;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.RenditionRow;
import io.floe.admin.store.Roles;
import io.floe.admin.store.SiblingRow;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.UserRow;
import io.floe.wire.config.ConfigSnapshot.Quotas;
import io.floe.wire.config.Sibling;
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

/** Tenants: one's own, or for a superadmin all. Threads: request. */
@Path("/api/v1/tenants")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "tenants")
public final class TenantsResource {

  private final Changes changes;
  private final Askers askers;

  TenantsResource(Changes changes, Askers askers) {
    this.changes = changes;
    this.askers = askers;
  }

  @GET
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  public Page<TenantView> list(
      @QueryParam("after") @Nullable String cursor, @QueryParam("limit") @Nullable Limit asked) {
    int limit = Limit.of(asked);
    String after = Page.after(cursor);
    return changes.read(() -> {
      TenantRow own = askers.actor().tenant();
      List<TenantRow> rows =
          own != null
              ? (own.name.compareTo(after) > 0 ? List.of(own) : List.of())
              : TenantRow.<TenantRow>find("name > ?1 order by name", after)
                  .page(0, limit + 1)
                  .list();
      return Page.of(rows, limit, row -> row.name, TenantView::of);
    });
  }

  @POST
  @RolesAllowed(Roles.SUPERADMIN)
  public Response create(
      @RequestBody(content = @Content(schema = @Schema(implementation = TenantBody.class)))
          JsonNode body) {
    TenantForm form = TenantForm.read(body, true, true);
    TenantView made =
        changes.write(
            askers.author(),
            notes -> {
              TenantRow row = new TenantRow();
              row.name = String.valueOf(form.name());
              if (TenantRow.named(row.name) != null) {
                throw Refusal.conflict("The name " + row.name + " is taken: choose another.");
              }
              take(row, form);
              row.persist();
              siblings(row, form);
              TenantView view = TenantView.of(row);
              notes.add("create", "tenant " + row.name, row.name, null, view);
              return view;
            });
    return Response.status(Response.Status.CREATED).entity(made).build();
  }

  @GET
  @Path("{name}")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  public TenantView get(@PathParam("name") String name) {
    return changes.read(() -> TenantView.of(askers.actor().tenant(name)));
  }

  @PUT
  @Path("{name}")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public TenantView put(
      @PathParam("name") String name,
      @RequestBody(content = @Content(schema = @Schema(implementation = TenantBody.class)))
          JsonNode body) {
    return change(name, TenantForm.read(body, true, false), body.has("quotas"));
  }

  @PATCH
  @Path("{name}")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public TenantView patch(
      @PathParam("name") String name,
      @RequestBody(content = @Content(schema = @Schema(implementation = TenantBody.class)))
          JsonNode body) {
    return change(name, TenantForm.read(body, false, false), body.has("quotas"));
  }

  /** Deletes the tenant with its users; one that has mounts is kept. */
  @DELETE
  @Path("{name}")
  @RolesAllowed(Roles.SUPERADMIN)
  public void delete(@PathParam("name") String name) {
    changes.write(
        askers.author(),
        notes -> {
          TenantRow row = askers.actor().tenant(name);
          Managed.checkEnd("Tenant " + name, row.managed);
          if (MountRow.count("tenantId", row.id) > 0) {
            throw Refusal.conflict("Tenant " + name + " has mounts: delete them first.");
          }
          if (RenditionRow.count("tenantId", row.id) > 0) {
            throw Refusal.conflict("Tenant " + name + " has renditions: delete them first.");
          }
          UserRow.delete("tenantId", row.id);
          row.delete();
          notes.add("delete", "tenant " + name, name, TenantView.of(row), null);
          AuditRow.tenantGone(name);
          return name;
        });
  }

  private TenantView change(String name, TenantForm form, boolean quotasGiven) {
    return changes.write(
        askers.author(),
        notes -> {
          Actor actor = askers.actor();
          TenantRow row = actor.tenant(name);
          String asked = form.name();
          if (asked != null && !asked.equals(name)) {
            throw Refusal.conflict("The name of a tenant cannot be changed: make a new one.");
          }
          TenantView before = TenantView.of(row);
          Quotas quotas = form.quotas();
          if (!actor.superadmin() && quotas != null) {
            if (quotasGiven && !quotas.equals(before.quotas())) {
              throw Refusal.forbidden("Only a superadmin changes quotas.");
            }
            quotas = null;
          }
          String hash = form.hash();
          take(row, new TenantForm(null, form.createMounts(), hash, quotas, null, form.timezone()));
          siblings(row, form);
          TenantView after = TenantView.of(row);
          Managed.check(
              "Tenant " + name,
              row.managed,
              before,
              after,
              hash == null ? List.of() : List.of("sourcePassword"));
          notes.change("tenant " + name, name, before, after, hash != null);
          return after;
        });
  }

  private static void siblings(TenantRow row, TenantForm form) {
    List<Sibling> siblings = form.siblings();
    if (siblings != null) {
      SiblingRow.give(row.id, siblings);
    }
  }

  private static void take(TenantRow row, TenantForm form) {
    Boolean createMounts = form.createMounts();
    if (createMounts != null) {
      row.createMounts = createMounts;
    }
    String hash = form.hash();
    if (hash != null) {
      row.sourcePasswordHash = hash;
    }
    String timezone = form.timezone();
    if (timezone != null) {
      row.timezone = timezone.isEmpty() ? null : timezone;
    }
    Quotas quotas = form.quotas();
    if (quotas != null) {
      row.take(quotas);
    }
  }
}
