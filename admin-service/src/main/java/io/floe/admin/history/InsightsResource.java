package io.floe.admin.history;

import io.floe.admin.history.Views.AgentLine;
import io.floe.admin.history.Views.DayLine;
import io.floe.admin.history.Views.MonthLine;
import io.floe.admin.history.Views.MountLine;
import io.floe.admin.history.Views.Point;
import io.floe.admin.history.Views.SessionLine;
import io.floe.admin.history.Views.SessionsView;
import io.floe.admin.history.Views.TopView;
import io.floe.admin.history.Views.TotalsView;
import io.floe.admin.history.Views.TrendView;
import io.floe.admin.rest.Limit;
import io.floe.admin.rest.Page;
import io.floe.admin.rest.Refusal;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * What happened, of one mount or of all together: for superadmins of the platform, for admins of
 * their tenant, for others of the mounts that are granted to them. All of it also in CSV, with
 * {@code format=csv} or {@code Accept: text/csv}. Threads: request.
 */
@Path("/api/v1/insights")
@Produces({MediaType.APPLICATION_JSON, "text/csv"})
@RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
@Tag(name = "insights")
public final class InsightsResource {

  private static final Duration MONTH = Duration.ofDays(30);

  private final Scopes scopes;
  private final Reader reader;

  InsightsResource(Scopes scopes, Reader reader) {
    this.scopes = scopes;
    this.reader = reader;
  }

  @GET
  @Path("trend")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = TrendView.class)))
  public Response trend(
      @QueryParam("mount") @Nullable String mount,
      @QueryParam("tenant") @Nullable String tenant,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("step") @Nullable Step asked,
      @QueryParam("format") @Nullable String format,
      @Context HttpHeaders headers) {
    Step step = asked == null ? Step.MINUTE : asked;
    boolean csv = Export.wanted(format, headers);
    Span span = Span.of(from, to, step.usual(), Instant.now());
    List<Point> points = reader.trend(scopes.one(mount, tenant), step, span);
    return csv ? Export.of("trend", Point.HEAD, points) : json(new TrendView(points));
  }

  @GET
  @Path("totals")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = TotalsView.class)))
  public Response totals(
      @QueryParam("mount") @Nullable String mount,
      @QueryParam("tenant") @Nullable String tenant,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("format") @Nullable String format,
      @Context HttpHeaders headers) {
    boolean csv = Export.wanted(format, headers);
    Span span = Span.of(from, to, MONTH, Instant.now());
    Scope scope = scopes.one(mount, tenant);
    List<DayLine> days = reader.days(scope, span);
    if (csv) {
      return Export.of("days", DayLine.HEAD, days);
    }
    MonthLine all = reader.sums(scope, span).orElseGet(() -> TotalsView.sum("", days));
    return json(TotalsView.of(days, all, reader.peak(scope, span).orElse(null)));
  }

  @GET
  @Path("top")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = TopView.class)))
  public Response top(
      @QueryParam("by") @Nullable String by,
      @QueryParam("mount") @Nullable String mount,
      @QueryParam("tenant") @Nullable String tenant,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("limit") @Nullable Limit asked,
      @QueryParam("format") @Nullable String format,
      @Context HttpHeaders headers) {
    boolean csv = Export.wanted(format, headers);
    boolean agents = "agent".equals(by);
    if (!agents && by != null && !by.equals("mount")) {
      throw Refusal.invalid("by", "is mount or agent");
    }
    Span span = Span.of(from, to, MONTH, Instant.now());
    Scope scope = scopes.each(mount, tenant);
    if (agents) {
      List<AgentLine> found = reader.agents(scope, span, Limit.of(asked));
      return csv ? Export.of("agents", AgentLine.HEAD, found) : json(new TopView(null, found));
    }
    List<MountLine> found = reader.mounts(scope, span, Limit.of(asked));
    return csv ? Export.of("mounts", MountLine.HEAD, found) : json(new TopView(found, null));
  }

  @GET
  @Path("sessions")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = SessionsView.class)))
  public Response sessions(
      @QueryParam("mount") @Nullable String mount,
      @QueryParam("tenant") @Nullable String tenant,
      @QueryParam("after") @Nullable String cursor,
      @QueryParam("limit") @Nullable Limit asked,
      @QueryParam("format") @Nullable String format,
      @Context HttpHeaders headers) {
    boolean csv = Export.wanted(format, headers);
    int limit = Limit.of(asked);
    SessionLine.Place after = Page.after(cursor, SessionLine.Place.START, SessionLine.Place::of);
    Scope scope = scopes.each(mount, tenant);
    if (csv) {
      return Export.of(
          "sessions",
          SessionLine.HEAD,
          reader.sessions(scope, after, Export.PART),
          part -> reader.sessions(scope, part.getLast().place(), Export.PART));
    }
    return json(
        Page.of(
            reader.sessions(scope, after, limit + 1),
            limit,
            line -> line.place().key(),
            line -> line));
  }

  private static Response json(Object body) {
    return Response.ok(body, MediaType.APPLICATION_JSON).build();
  }
}
