package io.floe.admin.mount;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.account.Actor;
import io.floe.admin.account.Askers;
import io.floe.admin.account.Commanding;
import io.floe.admin.publish.Changes;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Read;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.Roles;
import io.floe.wire.audio.MountName;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Commands about a mount to those who carry it. Threads: request; they wait 3 s at most. */
@Path("/api/v1/mounts/{name}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "commands")
@Commanding
public final class CommandsResource {

  private final Changes changes;
  private final Askers askers;
  private final Commands commands;

  CommandsResource(Changes changes, Askers askers, Commands commands) {
    this.changes = changes;
    this.askers = askers;
    this.commands = commands;
  }

  /**
   * What came of a command.
   *
   * @param affected how many sources or listeners
   */
  public record Outcome(int affected) {}

  /** Where listeners go; for the OpenAPI document alone. */
  record MoveBody(String to) {}

  @POST
  @Path("kick-source")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ})
  public Outcome kickSource(@PathParam("name") String name) {
    MountName mount = noted(name, "kick source", "");
    return outcome(commands.kickSource(mount));
  }

  @POST
  @Path("kick-listeners")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public Outcome kickListeners(@PathParam("name") String name) {
    MountName mount = noted(name, "kick listeners", "");
    return outcome(commands.kickListeners(mount));
  }

  @POST
  @Path("move-listeners")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public Outcome moveListeners(
      @PathParam("name") String name,
      @RequestBody(content = @Content(schema = @Schema(implementation = MoveBody.class)))
          JsonNode body) {
    Form form = Form.of(body);
    MountName to = form.value("to", Read::mount, true);
    if (to != null && to.value().equals("/" + name)) {
      form.mistake("to", "is another mount than the one that they are to leave");
    }
    form.done();
    MountName mount = noted(name, "move listeners", String.valueOf(to));
    return outcome(commands.moveListeners(mount, new MountName(String.valueOf(to))));
  }

  /** The mount, if it is there for who asks, and the other one too; what is done to it is noted. */
  private MountName noted(String name, String action, String to) {
    return changes.note(
        askers.author(),
        notes -> {
          Actor actor = askers.actor();
          MountRow mount = actor.mount("/" + name);
          if (!to.isEmpty() && actor.mount(to).tenantId != mount.tenantId) {
            throw Refusal.conflict("Listeners stay with their tenant: name one of its mounts.");
          }
          MountView view = MountView.of(mount);
          notes.add(
              action,
              "mount " + mount.name,
              view.tenant(),
              null,
              to.isEmpty() ? null : Map.of("to", to));
          return new MountName(mount.name);
        });
  }

  private static Outcome outcome(CompletionStage<Integer> done) {
    return new Outcome(Waiting.answer(done));
  }
}
