package io.floe.admin.ban;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.account.Askers;
import io.floe.admin.publish.Changes;
import io.floe.admin.publish.Managed;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Limit;
import io.floe.admin.rest.Page;
import io.floe.admin.rest.Read;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.BanRow;
import io.floe.admin.store.Roles;
import io.floe.wire.client.Cidr;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Networks that ingests and edges refuse: the business of superadmins. Threads: request. */
@Path("/api/v1/bans")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SUPERADMIN)
@Tag(name = "bans")
public final class BansResource {

  private final Changes changes;
  private final Askers askers;

  BansResource(Changes changes, Askers askers) {
    this.changes = changes;
    this.askers = askers;
  }

  /**
   * A ban as REST shows it.
   *
   * @param network an address or a network
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record BanView(
      String id, String network, @Nullable String reason, Instant createdAt, boolean managed) {

    /** The view of that row. */
    public static BanView of(BanRow row) {
      return new BanView(
          String.valueOf(row.id), row.network, row.reason, row.createdAt, !row.managed.isEmpty());
    }
  }

  /** What is sent to ban somebody; for the OpenAPI document alone. */
  record BanBody(String network, @Nullable String reason) {}

  @GET
  public Page<BanView> list(
      @QueryParam("after") @Nullable String cursor, @QueryParam("limit") @Nullable Limit asked) {
    int limit = Limit.of(asked);
    long after = Page.after(cursor, 0);
    return changes.read(() -> {
      List<BanRow> rows =
          BanRow.<BanRow>find("id > ?1 order by id", after).page(0, limit + 1).list();
      return Page.of(rows, limit, row -> String.valueOf(row.id), BanView::of);
    });
  }

  @POST
  public Response create(
      @RequestBody(content = @Content(schema = @Schema(implementation = BanBody.class)))
          JsonNode body) {
    Form form = Form.of(body);
    Cidr network = form.value("network", Read::network, true);
    AtomicReference<@Nullable String> reason = new AtomicReference<>();
    form.optional("reason", Read::line, reason::set);
    form.done();
    BanRow row = new BanRow();
    row.network = String.valueOf(network);
    row.reason = reason.get();
    row.createdAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    BanView made =
        changes.write(
            askers.author(),
            notes -> {
              if (BanRow.of(row.network) != null) {
                throw Refusal.conflict(row.network + " is banned already.");
              }
              row.persist();
              BanView view = BanView.of(row);
              notes.add("create", "ban " + row.network, null, null, view);
              return view;
            });
    return Response.status(Response.Status.CREATED).entity(made).build();
  }

  @GET
  @Path("{id}")
  public BanView get(@PathParam("id") String id) {
    return changes.read(() -> BanView.of(ban(id)));
  }

  @DELETE
  @Path("{id}")
  public void delete(@PathParam("id") String id) {
    changes.write(
        askers.author(),
        notes -> {
          BanRow row = ban(id);
          Managed.checkEnd("The ban of " + row.network, row.managed);
          row.delete();
          notes.add("delete", "ban " + row.network, null, BanView.of(row), null);
          return id;
        });
  }

  private static BanRow ban(String id) {
    BanRow row = id.matches("[0-9]{1,18}") ? BanRow.findById(Long.parseLong(id)) : null;
    if (row == null) {
      throw Refusal.absent("ban " + id);
    }
    return row;
  }
}
