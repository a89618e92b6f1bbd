package io.floe.admin.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.floe.admin.account.Askers;
import io.floe.admin.publish.Changes;
import io.floe.admin.rest.Limit;
import io.floe.admin.rest.Page;
import io.floe.admin.store.AuditRow;
import io.floe.admin.store.Roles;
import io.floe.admin.store.TenantRow;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who did what, the newest first: for admins in their tenant. Threads: request. */
@Path("/api/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
@Tag(name = "audit")
public final class AuditResource {

  private final Changes changes;
  private final Askers askers;
  private final ObjectMapper json;

  AuditResource(Changes changes, Askers askers, ObjectMapper json) {
    this.changes = changes;
    this.askers = askers;
    this.json = json;
  }

  /**
   * One thing that was done.
   *
   * @param tenant whose it was done to; absent: the platform's
   * @param address whence; absent: from within, or forgotten by now
   * @param before as it was; absent: not there
   * @param after as it became; absent: gone
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AuditView(
      String id,
      Instant at,
      String actor,
      @Nullable String tenant,
      @Nullable String address,
      String action,
      String object,
      @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
          @Nullable JsonNode before,
      @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
          @Nullable JsonNode after) {}

  @GET
  public Page<AuditView> list(
      @QueryParam("after") @Nullable String cursor, @QueryParam("limit") @Nullable Limit asked) {
    int limit = Limit.of(asked);
    long before = Page.after(cursor, Long.MAX_VALUE);
    return changes.read(() -> {
      TenantRow own = askers.actor().tenant();
      List<AuditRow> rows =
          (own == null
                  ? AuditRow.<AuditRow>find("id < ?1 order by id desc", before)
                  : AuditRow.<AuditRow>find(
                      "tenant = ?1 and id < ?2 order by id desc", own.name, before))
              .page(0, limit + 1)
              .list();
      return Page.of(rows, limit, row -> String.valueOf(row.id), this::view);
    });
  }

  private AuditView view(AuditRow row) {
    return new AuditView(
        String.valueOf(row.id),
        row.at,
        row.actor,
        row.tenant,
        row.address,
        row.action,
        row.object,
        tree(row.before),
        tree(row.after));
  }

  private @Nullable JsonNode tree(@Nullable String text) {
    try {
      return text == null ? null : json.readTree(text);
    } catch (JsonProcessingException broken) {
      return null;
    }
  }
}
