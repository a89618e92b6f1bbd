package io.floe.admin.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.account.Askers;
import io.floe.admin.publish.Changes;
import io.floe.admin.publish.Managed;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Read;
import io.floe.admin.store.Lines;
import io.floe.admin.store.Roles;
import io.floe.admin.store.SettingsRow;
import io.floe.wire.config.ConfigSnapshot.IcecastPortListeners;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What holds for the whole platform: the business of superadmins. Threads: request. */
@Path("/api/v1/settings")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SUPERADMIN)
@Tag(name = "settings")
public final class SettingsResource {

  private final Changes changes;
  private final Askers askers;

  SettingsResource(Changes changes, Askers askers) {
    this.changes = changes;
    this.askers = askers;
  }

  /**
   * The settings as REST shows them.
   *
   * @param version of the newest snapshot
   * @param managed whether the station file has the say about some of them
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SettingsView(
      @Nullable String publicUrl,
      String shoutcastMount,
      IcecastPortListeners icecastPortListeners,
      List<String> trustedProxies,
      long version,
      boolean managed) {

    /** The view of that row. */
    public static SettingsView of(SettingsRow row) {
      return new SettingsView(
          row.publicUrl,
          row.shoutcastMount,
          row.icecastPortListeners,
          Lines.of(row.trustedProxies),
          row.version,
          !row.managed.isEmpty());
    }
  }

  /** What is sent to change settings; for the OpenAPI document alone. */
  record SettingsBody(
      @Nullable String publicUrl,
      @Nullable String shoutcastMount,
      @Nullable IcecastPortListeners icecastPortListeners,
      @Nullable List<String> trustedProxies) {}

  @GET
  public SettingsView get() {
    return changes.read(() -> SettingsView.of(SettingsRow.read()));
  }

  @PATCH
  public SettingsView patch(
      @RequestBody(content = @Content(schema = @Schema(implementation = SettingsBody.class)))
          JsonNode body) {
    List<Consumer<SettingsRow>> edits = new ArrayList<>();
    Form form = Form.of(body);
    form.optional("publicUrl", Read::baseUrl, v -> edits.add(row -> row.publicUrl = v));
    form.field(
        "shoutcastMount", Read::newMount, v -> edits.add(row -> row.shoutcastMount = v.value()));
    form.field(
        "icecastPortListeners",
        Read.oneOf(Map.of("redirect", IcecastPortListeners.REDIRECT)),
        v -> edits.add(row -> row.icecastPortListeners = v));
    form.field(
        "trustedProxies",
        Read::networks,
        v -> edits.add(row -> row.trustedProxies = Lines.text(v)));
    form.shown("version", "managed");
    form.done();
    changes.write(
        askers.author(),
        notes -> {
          SettingsRow row = SettingsRow.read();
          SettingsView before = SettingsView.of(row);
          edits.forEach(edit -> edit.accept(row));
          SettingsView after = SettingsView.of(row);
          Managed.check("Settings", row.managed, before, after, List.of());
          notes.change("settings", null, before, after, false);
          return after;
        });
    return get();
  }
}
