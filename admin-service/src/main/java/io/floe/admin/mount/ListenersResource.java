package io.floe.admin.mount;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.floe.admin.account.Askers;
import io.floe.admin.account.Commanding;
import io.floe.admin.publish.Changes;
import io.floe.admin.rest.Limit;
import io.floe.admin.rest.Page;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.MountRow;
import io.floe.admin.store.Roles;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message;
import io.floe.wire.command.Audiences.Found;
import io.floe.wire.command.Audiences.Seat;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to a mount at this moment, asked of all edges, who came first first. Addresses are
 * personal data: they are for those who may close a source or a listener, not for viewers. Threads:
 * request.
 */
@Path("/api/v1/mounts/{name}/listeners")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ})
@Tag(name = "listeners")
@Commanding
public final class ListenersResource {

  private static final Pattern KEY = Pattern.compile("(\\d{1,19}) (\\d{1,19})");
  private static final Pattern ID = Pattern.compile("\\d{1,19}");
  private static final String NO_AGENT = "-";

  private final Changes changes;
  private final Askers askers;
  private final Commands commands;

  ListenersResource(Changes changes, Askers askers, Commands commands) {
    this.changes = changes;
    this.askers = askers;
    this.commands = commands;
  }

  /**
   * A listener.
   *
   * @param id unique in the cluster
   * @param userAgent shortened; absent: it gave none
   * @param behind how far it is behind the newest audio at its edge, in ms
   * @param edge the node that it is connected to
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListenerView(
      String id,
      String address,
      @Nullable String userAgent,
      Instant connectedAt,
      int behind,
      String edge) {

    static ListenerView of(Seat seat) {
      Message.Listener listener = seat.listener();
      return new ListenerView(
          String.valueOf(listener.number()),
          listener.address(),
          listener.agent().equals(NO_AGENT) ? null : listener.agent(),
          Instant.ofEpochMilli(listener.since()),
          listener.behind(),
          seat.edge().value());
    }
  }

  /**
   * Part of those who listen.
   *
   * @param items of them, 1,000 are named over all parts
   * @param next what to give as {@code after} for the part that follows; absent: this was the last
   * @param total how many there are, those included that are not named
   * @param allEdgesAnswered false: an edge has not answered, and its listeners are not in here
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AudienceView(
      List<ListenerView> items, @Nullable String next, int total, boolean allEdgesAnswered) {
    public AudienceView {
      items = List.copyOf(items);
    }
  }

  /** Where in the list somebody stands. */
  private record Place(long since, long number) {

    static final Place START = new Place(Long.MIN_VALUE, Long.MIN_VALUE);

    static Place of(String key) {
      Matcher match = KEY.matcher(key);
      if (!match.matches()) {
        throw new IllegalArgumentException("it is two numbers");
      }
      return new Place(Long.parseLong(match.group(1)), Long.parseLong(match.group(2)));
    }

    static String key(Seat seat) {
      return seat.listener().since() + " " + seat.listener().number();
    }

    boolean before(Seat seat) {
      long other = seat.listener().since();
      return since < other || (since == other && number < seat.listener().number());
    }
  }

  @GET
  public AudienceView list(
      @PathParam("name") String name,
      @QueryParam("after") @Nullable String cursor,
      @QueryParam("limit") @Nullable Limit asked) {
    int limit = Limit.of(asked);
    Place after = Page.after(cursor, Place.START, Place::of);
    MountName mount = changes.read(() -> new MountName(askers.actor().mount("/" + name).name));
    Found found = Waiting.answer(commands.audience(mount, Message.Audience.MOST));
    List<Seat> rest = found.seats().stream().filter(after::before).limit(limit + 1L).toList();
    Page<ListenerView> page = Page.of(rest, limit, Place::key, ListenerView::of);
    return new AudienceView(page.items(), page.next(), found.total(), found.whole());
  }

  @DELETE
  @Path("{id}")
  public void close(@PathParam("name") String name, @PathParam("id") String id) {
    OptionalLong number = number(id);
    MountName mount =
        changes.note(
            askers.author(),
            notes -> {
              MountRow row = askers.actor().mount("/" + name);
              if (number.isPresent()) {
                notes.add(
                    "kick listener",
                    "listener " + id + " of mount " + row.name,
                    MountView.of(row).tenant(),
                    null,
                    null);
              }
              return new MountName(row.name);
            });
    if (number.isEmpty() || Waiting.answer(commands.kickListener(mount, number.getAsLong())) == 0) {
      throw Refusal.absent("listener " + id + " of mount " + mount);
    }
  }

  private static OptionalLong number(String id) {
    try {
      return ID.matcher(id).matches() ? OptionalLong.of(Long.parseLong(id)) : OptionalLong.empty();
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.empty();
    }
  }
}
