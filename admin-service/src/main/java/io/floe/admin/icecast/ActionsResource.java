package io.floe.admin.icecast;

import io.floe.admin.account.Actor;
import io.floe.admin.account.Askers;
import io.floe.admin.account.BasicOnly;
import io.floe.admin.account.Commanding;
import io.floe.admin.mount.Commands;
import io.floe.admin.mount.Fallbacks;
import io.floe.admin.mount.Waiting;
import io.floe.admin.onair.OnAir;
import io.floe.admin.publish.Changes;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.Roles;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * What Icecast does for its admin: each GET of these changes something, as there. Threads: request;
 * they wait 3 s at most.
 */
@Path("/admin")
@Tag(name = "icecast")
@BasicOnly
@Commanding
public final class ActionsResource {

  private static final int LONGEST_ID = 19;

  private final Changes changes;
  private final Askers askers;
  private final Commands commands;
  private final Fallbacks fallbacks;
  private final OnAir onAir;
  private final Sight sight;
  private final Pages pages;

  ActionsResource(
      Changes changes,
      Askers askers,
      Commands commands,
      Fallbacks fallbacks,
      OnAir onAir,
      Sight sight,
      Pages pages) {
    this.changes = changes;
    this.askers = askers;
    this.commands = commands;
    this.fallbacks = fallbacks;
    this.onAir = onAir;
    this.sight = sight;
    this.pages = pages;
  }

  @GET
  @Path("killsource")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ})
  public Response killSource() {
    MountName mount = Query.of(askers.head()).mount();
    note(mount, null, "kick source", "mount " + mount);
    if (Waiting.answer(commands.kickSource(mount)) == 0) {
      throw Fault.noSource();
    }
    return Pages.outcome("Source Removed", true);
  }

  @GET
  @Path("killclient")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ})
  public Response killClient() {
    Query query = Query.of(askers.head());
    MountName mount = query.mount();
    String id = query.get("id");
    OptionalLong number = number(id);
    if (number.isEmpty()) {
      changes.read(() -> sight.stream(askers.actor(), mount));
      return Pages.outcome("Client not found: its id is a number of listclients", false);
    }
    note(mount, null, "kick listener", "listener " + id + " of mount " + mount);
    return Waiting.answer(commands.kickListener(mount, number.getAsLong())) == 0
        ? Pages.outcome("Client " + id + " not found", false)
        : Pages.outcome("Client " + id + " removed", true);
  }

  @GET
  @Path("moveclients")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public Response moveClients() {
    Query query = Query.of(askers.head());
    MountName mount = query.mount();
    MountName to =
        MountName.parse(query.get("destination"))
            .orElseThrow(() -> new Fault(400, "No such destination"));
    if (to.equals(mount)) {
      throw new Fault(400, "The destination is the mountpoint that clients are to leave");
    }
    note(mount, to, "move listeners", "mount " + mount);
    // How many there were makes no difference to Icecast's clients, not even none.
    var _ = Waiting.answer(commands.moveListeners(mount, to));
    return Pages.outcome("Clients moved from " + mount.value() + " to " + to.value(), true);
  }

  /** Sets the fallback of a configured mount; an empty one takes it away. */
  @GET
  @Path("fallbacks")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
  public Response fallbacks() {
    Query query = Query.of(askers.head());
    MountName mount = query.mount();
    String fallback = query.get("fallback");
    MountName next =
        fallback.isEmpty()
            ? null
            : MountName.parse(fallback)
                .orElseThrow(() -> new Fault(400, "The fallback is no mountpoint"));
    try {
      fallbacks.set(mount, next);
    } catch (Refusal refused) {
      if (refused.status() == 404) {
        throw Fault.noSource();
      }
      throw refused;
    }
    return Pages.page("Fallback configured");
  }

  @GET
  @Path("metadata")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ})
  public Response metadata() {
    Query query = Query.of(askers.head());
    MountName mount = query.mount();
    String mode = query.get("mode");
    ConfigSnapshot config = onAir.config();
    String title = Songs.title(query, config.settings(mount).charset());
    changes.read(() -> sight.stream(askers.actor(), mount));
    if (!mode.equals("updinfo")) {
      return Pages.outcome("No such action", false);
    }
    config
        .rendition(mount)
        .ifPresent(made -> {
          throw new Fault(
              403,
              mount
                  + " has the titles of "
                  + made.rendition().from()
                  + ", which it is made from: set them there");
        });
    return switch (Waiting.answer(commands.retitle(mount, title))) {
      case DONE -> Pages.outcome("Metadata update successful", true);
      case IN_BAND -> Pages.outcome("Mountpoint will not accept URL updates", true);
      case NO_SOURCE, FOREIGN -> throw Fault.noSource();
    };
  }

  @ServerExceptionMapper
  public Response failed(Throwable failure) {
    return pages.failed(failure);
  }

  /** Notes what is done, if it is there for who asks, and the destination too. */
  private void note(MountName mount, @Nullable MountName to, String action, String object) {
    changes.note(
        askers.author(),
        notes -> {
          Actor actor = askers.actor();
          sight.stream(actor, mount);
          String tenant = sight.tenant(mount).orElse(null);
          if (to != null
              && (sight.find(actor, to).isEmpty()
                  || !sight.tenant(to).equals(sight.tenant(mount)))) {
            throw new Fault(400, "No such destination");
          }
          notes.add(action, object, tenant, null, to == null ? null : Map.of("to", to.value()));
          return mount;
        });
  }

  private static OptionalLong number(String id) {
    try {
      return id.length() <= LONGEST_ID && id.chars().allMatch(c -> c >= '0' && c <= '9')
          ? OptionalLong.of(Long.parseLong(id))
          : OptionalLong.empty();
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.empty();
    }
  }
}
