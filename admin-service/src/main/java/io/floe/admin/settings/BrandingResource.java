package io.floe.admin.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.account.Askers;
import io.floe.admin.publish.Changes;
import io.floe.admin.publish.Managed;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Read;
import io.floe.admin.store.BrandingRow;
import io.floe.admin.store.Roles;
import io.floe.wire.config.BrandingRules;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * How the pages for listeners look: seen by everybody, the business of superadmins. Threads:
 * request.
 */
@Path("/api/v1/branding")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "branding")
public final class BrandingResource {

  private final Changes changes;
  private final Askers askers;

  BrandingResource(Changes changes, Askers askers) {
    this.changes = changes;
    this.askers = askers;
  }

  /** What is sent to change it; for the OpenAPI document alone. */
  record BrandingBody(
      @Nullable String name,
      @Nullable String tagline,
      @Nullable String accent,
      @Nullable String logo,
      @Nullable String landing) {}

  @GET
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  public BrandingView get() {
    return changes.read(() -> BrandingView.of(BrandingRow.read()));
  }

  @PATCH
  @RolesAllowed(Roles.SUPERADMIN)
  public BrandingView patch(
      @RequestBody(content = @Content(schema = @Schema(implementation = BrandingBody.class)))
          JsonNode body) {
    List<Consumer<BrandingRow>> edits = new ArrayList<>();
    Form form = Form.of(body);
    form.optional("name", by(BrandingRules::name), v -> edits.add(row -> row.name = v));
    form.optional("tagline", by(BrandingRules::tagline), v -> edits.add(row -> row.tagline = v));
    form.optional("accent", by(BrandingRules::accent), v -> edits.add(row -> row.accent = v));
    form.optional("logo", by(BrandingRules::logo), v -> edits.add(row -> row.logo = v));
    form.optional("landing", by(BrandingRules::landing), v -> edits.add(row -> row.landing = v));
    form.shown("managed");
    form.done();
    changes.write(
        askers.author(),
        notes -> {
          BrandingRow row = BrandingRow.read();
          BrandingView before = BrandingView.of(row);
          edits.forEach(edit -> edit.accept(row));
          BrandingView after = BrandingView.of(row);
          Managed.check("Branding", row.managed, before, after, List.of());
          notes.change("branding", null, before.noted(), after.noted(), false);
          return after;
        });
    return get();
  }

  private static Function<JsonNode, String> by(UnaryOperator<String> rule) {
    return value -> rule.apply(Read.text(value));
  }
}
