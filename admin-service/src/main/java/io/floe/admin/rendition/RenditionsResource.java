package io.floe.admin.rendition;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.account.Actor;
import io.floe.admin.account.Askers;
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
import io.floe.wire.config.RenditionRules;
import io.floe.wire.report.ClusterView.Placed;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Renditions, by the names of the mounts that they make, without the first slash and inner ones as
 * %2F: those of one's tenant, of djs and viewers those of which either mount is granted. Threads:
 * request.
 */
@Path("/api/v1/renditions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "renditions")
public final class RenditionsResource {

  private static final String GRANTED =
      "tenantId = ?1 and (fromMount in (select name from MountRow where id in ?2)"
          + " or toMount in (select name from MountRow where id in ?2))";

  private final Changes changes;
  private final Askers askers;
  private final Transcoders transcoders;

  RenditionsResource(Changes changes, Askers askers, Transcoders transcoders) {
    this.changes = changes;
    this.askers = askers;
    this.transcoders = transcoders;
  }

  @GET
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  public Page<RenditionView> list(
      @QueryParam("after") @Nullable String cursor,
      @QueryParam("limit") @Nullable Limit asked,
      @QueryParam("tenant") @Nullable String tenant) {
    int limit = Limit.of(asked);
    String after = Page.after(cursor);
    return changes.read(() -> {
      Actor actor = askers.actor();
      TenantRow only = tenant == null ? actor.tenant() : actor.tenant(tenant);
      Map<String, RenditionView> found = new TreeMap<>();
      siblings(actor, only)
          .filter(view -> view.to().compareTo(after) > 0)
          .limit(limit + 1L)
          .forEach(view -> found.put(view.to(), view));
      query(actor, only, after)
          .page(0, limit + 1)
          .<RenditionRow>list()
          .forEach(row -> found.put(row.toMount, RenditionView.of(row)));
      Map<MountName, Placed> jobs = transcoders.jobs();
      return Page.of(
          List.copyOf(found.values()), limit, RenditionView::to, view -> view.with(jobs));
    });
  }

  @POST
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public Response create(
      @RequestBody(content = @Content(schema = @Schema(implementation = RenditionBody.class)))
          JsonNode body) {
    RenditionForm form = RenditionForm.read(body, true, true);
    RenditionView made =
        changes.write(
            askers.author(),
            notes -> {
              TenantRow tenant = tenant(askers.actor(), form);
              RenditionRow row = new RenditionRow();
              row.tenantId = tenant.id;
              row.toMount = String.valueOf(form.to());
              form.over(row);
              if (RenditionRow.named(row.toMount) != null) {
                throw MountNames.taken(row.toMount);
              }
              check(row);
              MountNames.check(tenant, row.toMount);
              row.persist();
              RenditionView view = RenditionView.of(row);
              notes.add("create", "rendition " + row.toMount, tenant.name, null, view);
              return view;
            });
    return Response.status(Response.Status.CREATED).entity(made.with(transcoders.jobs())).build();
  }

  @GET
  @Path("{name}")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  public RenditionView get(@PathParam("name") String name) {
    return changes.read(() -> {
      Actor actor = askers.actor();
      RenditionRow row = visible(actor, "/" + name);
      RenditionView view =
          row == null
              ? sibling(actor, "/" + name).orElseThrow(() -> absent("/" + name))
              : RenditionView.of(row);
      return view.with(transcoders.jobs());
    });
  }

  @PUT
  @Path("{name}")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public RenditionView put(
      @PathParam("name") String name,
      @RequestBody(content = @Content(schema = @Schema(implementation = RenditionBody.class)))
          JsonNode body) {
    return change("/" + name, RenditionForm.read(body, true, false));
  }

  @PATCH
  @Path("{name}")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public RenditionView patch(
      @PathParam("name") String name,
      @RequestBody(content = @Content(schema = @Schema(implementation = RenditionBody.class)))
          JsonNode body) {
    return change("/" + name, RenditionForm.read(body, false, false));
  }

  @DELETE
  @Path("{name}")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public void delete(@PathParam("name") String name) {
    changes.write(
        askers.author(),
        notes -> {
          RenditionRow row = rendition(askers.actor(), "/" + name);
          Managed.checkEnd("Rendition " + row.toMount, row.managed);
          RenditionView before = RenditionView.of(row);
          row.delete();
          notes.add("delete", "rendition " + before.to(), before.tenant(), before, null);
          return name;
        });
  }

  private RenditionView change(String name, RenditionForm form) {
    RenditionView changed =
        changes.write(
            askers.author(),
            notes -> {
              RenditionRow row = rendition(askers.actor(), name);
              RenditionView before = RenditionView.of(row);
              MountName to = form.to();
              String tenant = form.tenant();
              if (to != null && !to.value().equals(name)) {
                throw Refusal.conflict(
                    "The mount that a rendition makes cannot be changed: make a new rendition.");
              }
              if (tenant != null && !tenant.equals(before.tenant())) {
                throw Refusal.conflict("A rendition stays with its tenant: make a new one.");
              }
              form.over(row);
              check(row);
              RenditionView after = RenditionView.of(row);
              Managed.check("Rendition " + name, row.managed, before, after, List.of());
              notes.change("rendition " + name, after.tenant(), before, after, false);
              return after;
            });
    return changed.with(transcoders.jobs());
  }

  /** The tenant that a new rendition is for: the one named, one's own, or that of its input. */
  private static TenantRow tenant(Actor actor, RenditionForm form) {
    if (form.tenant() != null || actor.tenant() != null) {
      return actor.tenantFor(form.tenant());
    }
    MountRow from = MountRow.named(String.valueOf(form.from()));
    TenantRow found = from == null ? null : TenantRow.of(from.tenantId);
    if (found == null) {
      throw Refusal.senseless("from", "is no mount: make it first");
    }
    return found;
  }

  /** Each field is fine; whether they are together, and with what else there is. */
  private static void check(RenditionRow row) {
    RenditionRules.wrong(row.rendition())
        .ifPresent(wrong -> {
          throw Refusal.senseless(wrong.field(), wrong.detail());
        });
    RenditionRow itself = RenditionRow.named(row.fromMount);
    if (itself != null && itself.tenantId == row.tenantId) {
      throw Refusal.senseless(
          "from", "is itself a rendition: name " + itself.fromMount + ", which it is made of");
    }
    // As of a fallback: else the answer would tell of the mounts of others.
    MountRow from = MountRow.named(row.fromMount);
    if (from == null || from.tenantId != row.tenantId) {
      throw Refusal.senseless("from", "is no mount of the tenant: make it first");
    }
    RenditionRow user = RenditionRow.of(row.toMount);
    if (user != null && user.tenantId == row.tenantId) {
      throw Refusal.senseless(
          "to", "is what " + user.toMount + " is made of, and nothing is made of a rendition");
    }
  }

  /** The rendition that makes that mount, if it is there for the actor and may be changed. */
  private RenditionRow rendition(Actor actor, String name) {
    RenditionRow row = visible(actor, name);
    if (row != null) {
      return row;
    }
    Optional<RenditionView> sibling = sibling(actor, name);
    if (sibling.isPresent()) {
      throw Refusal.conflict(
          name
              + " is made by a sibling of tenant "
              + sibling.get().tenant()
              + ": change it there.");
    }
    throw absent(name);
  }

  private static Refusal absent(String name) {
    return Refusal.absent("rendition " + name);
  }

  private static @Nullable RenditionRow visible(Actor actor, String name) {
    RenditionRow row = RenditionRow.named(name);
    return row != null && sees(actor, row) ? row : null;
  }

  private Optional<RenditionView> sibling(Actor actor, String name) {
    return siblings(actor, actor.tenant()).filter(view -> view.to().equals(name)).findFirst();
  }

  /** Those that siblings have brought about, as far as they are there for the actor, by name. */
  private Stream<RenditionView> siblings(Actor actor, @Nullable TenantRow only) {
    Set<String> granted = new HashSet<>();
    if (!actor.admin() && !actor.mounts().isEmpty()) {
      MountRow.<MountRow>list("id in ?1", actor.mounts()).forEach(row -> granted.add(row.name));
    }
    return transcoders.siblings().stream()
        .filter(each -> only == null || only.name.equals(each.tenant()))
        .map(RenditionView::of)
        .filter(
            view -> actor.admin() || granted.contains(view.from()) || granted.contains(view.to()));
  }

  private static boolean sees(Actor actor, RenditionRow row) {
    if (!actor.in(row.tenantId)) {
      return false;
    }
    return actor.admin()
        || MountRow.named(row.tenantId, List.of(row.fromMount, row.toMount)).stream()
            .anyMatch(actor::sees);
  }

  private static PanacheQuery<RenditionRow> query(
      Actor actor, @Nullable TenantRow only, String after) {
    if (only == null) {
      return RenditionRow.find("toMount > ?1 order by toMount", after);
    }
    if (actor.admin()) {
      return RenditionRow.find("tenantId = ?1 and toMount > ?2 order by toMount", only.id, after);
    }
    // An empty list is no valid list in SQL: no mount has the id 0.
    var granted = actor.mounts().isEmpty() ? Set.of(0L) : actor.mounts();
    return RenditionRow.find(
        GRANTED + " and toMount > ?3 order by toMount", only.id, granted, after);
  }
}
