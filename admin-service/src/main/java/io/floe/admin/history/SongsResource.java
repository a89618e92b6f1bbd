package io.floe.admin.history;

import io.floe.admin.history.Views.SongLine;
import io.floe.admin.history.Views.SongsView;
import io.floe.admin.rest.Limit;
import io.floe.admin.rest.Page;
import io.floe.admin.store.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What was played, the newest first. Threads: request. */
@Path("/api/v1/songs")
@Produces({MediaType.APPLICATION_JSON, "text/csv"})
@RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
@Tag(name = "insights")
public final class SongsResource {

  private final Scopes scopes;
  private final Reader reader;

  SongsResource(Scopes scopes, Reader reader) {
    this.scopes = scopes;
    this.reader = reader;
  }

  @GET
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = SongsView.class)))
  public Response list(
      @QueryParam("mount") @Nullable String mount,
      @QueryParam("tenant") @Nullable String tenant,
      @QueryParam("after") @Nullable String cursor,
      @QueryParam("limit") @Nullable Limit asked,
      @QueryParam("format") @Nullable String format,
      @Context HttpHeaders headers) {
    boolean csv = Export.wanted(format, headers);
    int limit = Limit.of(asked);
    long before = Page.after(cursor, Long.MAX_VALUE);
    Scope scope = scopes.each(mount, tenant);
    if (csv) {
      return Export.of(
          "songs",
          SongLine.HEAD,
          reader.songs(scope, before, Export.PART),
          part -> reader.songs(scope, part.getLast().id(), Export.PART));
    }
    return Response.ok(
            Page.of(
                reader.songs(scope, before, limit + 1),
                limit,
                line -> String.valueOf(line.id()),
                line -> line),
            MediaType.APPLICATION_JSON)
        .build();
  }
}
