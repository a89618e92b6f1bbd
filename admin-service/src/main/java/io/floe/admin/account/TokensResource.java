package io.floe.admin.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.publish.Changes;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Limit;
import io.floe.admin.rest.Page;
import io.floe.admin.rest.Read;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.Roles;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.TokenRow;
import io.floe.admin.store.UserRow;
import io.quarkus.security.identity.SecurityIdentity;
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
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens: one's own, and for admins those of the users of their tenant. A token makes no
 * tokens. Threads: request.
 */
@Path("/api/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
@Tag(name = "tokens")
public final class TokensResource {

  private static final String PREFIX = "floe_";
  private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");
  private static final long MINUTE_MS = 60_000;
  private static final long YEARS_MS = 2L * 366 * 24 * 3_600_000;
  private static final int MOST = 100;

  private final Changes changes;
  private final Askers askers;
  private final SecurityIdentity identity;

  TokensResource(Changes changes, Askers askers, SecurityIdentity identity) {
    this.changes = changes;
    this.askers = askers;
    this.identity = identity;
  }

  /**
   * A token as REST shows it.
   *
   * @param user its owner, more than whose rights it never has
   * @param token the secret; only in the answer to its making
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TokenView(
      String id,
      String user,
      String name,
      List<String> scopes,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant lastUsedAt,
      @Nullable String token) {
    public TokenView {
      scopes = List.copyOf(scopes);
    }

    static TokenView of(TokenRow row, String owner, @Nullable String secret) {
      return new TokenView(
          String.valueOf(row.id),
          owner,
          row.name,
          List.of(row.scopes.split(" ", -1)),
          row.createdAt,
          row.expiresAt,
          row.lastUsedAt,
          secret);
    }
  }

  /**
   * What is sent to make a token; for the OpenAPI document alone.
   *
   * @param scopes read, write, kick
   * @param expiresIn a duration like 720h; absent: it does not expire
   */
  record TokenBody(String name, List<String> scopes, @Nullable String expiresIn) {}

  /** Whether a secret may be that of a token: whatever else it is, nobody has to look. */
  static boolean possible(String secret) {
    return FORM.matcher(secret).matches();
  }

  @GET
  public Page<TokenView> list(
      @QueryParam("after") @Nullable String cursor,
      @QueryParam("limit") @Nullable Limit asked,
      @QueryParam("user") @Nullable String name) {
    int limit = Limit.of(asked);
    long after = Page.after(cursor, 0);
    return changes.read(() -> {
      UserRow owner = owner(askers.actor(), name);
      List<TokenRow> rows =
          TokenRow.<TokenRow>find("userId = ?1 and id > ?2 order by id", owner.id, after)
              .page(0, limit + 1)
              .list();
      return Page.of(
          rows, limit, row -> String.valueOf(row.id), row -> TokenView.of(row, owner.name, null));
    });
  }

  @POST
  public Response create(
      @RequestBody(content = @Content(schema = @Schema(implementation = TokenBody.class)))
          JsonNode body) {
    if (identity.getAttribute(Logins.SCOPES) != null) {
      throw Refusal.forbidden("A token makes no tokens: log in with your password.");
    }
    Form form = Form.of(body);
    String name = form.value("name", Read::line, true);
    List<String> scopes =
        form.value(
            "scopes",
            Read.list(
                Read.oneOf(
                    Map.of("read", Scopes.READ, "write", Scopes.WRITE, "kick", Scopes.KICK))),
            true);
    Long expiresIn = form.value("expiresIn", Read.duration(MINUTE_MS, YEARS_MS), false);
    if (name != null && (name.isBlank() || name.length() > 100)) {
      form.mistake("name", "has 1 to 100 characters");
    }
    if (scopes != null && scopes.isEmpty()) {
      form.mistake("scopes", "names at least one of " + String.join(", ", Scopes.ALL));
    }
    form.done();
    String secret = PREFIX + Secrets.random();
    TokenRow row = new TokenRow();
    row.name = String.valueOf(name);
    row.scopes = String.join(" ", scopes == null ? List.of() : scopes.stream().distinct().toList());
    row.hash = Secrets.digest(secret);
    row.createdAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    row.expiresAt = expiresIn == null ? null : row.createdAt.plusMillis(expiresIn);
    TokenView made =
        changes.note(
            askers.author(),
            notes -> {
              Actor actor = askers.actor();
              if (TokenRow.count("userId", actor.id()) >= MOST) {
                throw Refusal.conflict("There are " + MOST + " tokens already: delete one first.");
              }
              row.userId = actor.id();
              row.persist();
              var tenant = actor.tenant();
              notes.add(
                  "create",
                  "token " + row.id + " of " + actor.name(),
                  tenant == null ? null : tenant.name,
                  null,
                  TokenView.of(row, actor.name(), null));
              return TokenView.of(row, actor.name(), secret);
            });
    return Response.status(Response.Status.CREATED).entity(made).build();
  }

  @GET
  @Path("{id}")
  public TokenView get(@PathParam("id") String id) {
    return changes.read(() -> {
      TokenRow row = token(askers.actor(), id);
      return TokenView.of(row, owner(row).name, null);
    });
  }

  @DELETE
  @Path("{id}")
  public void delete(@PathParam("id") String id) {
    changes.note(
        askers.author(),
        notes -> {
          TokenRow row = token(askers.actor(), id);
          UserRow owner = owner(row);
          TenantRow tenant = TenantRow.of(owner.tenantId);
          row.delete();
          notes.add(
              "delete",
              "token " + row.id + " of " + owner.name,
              tenant == null ? null : tenant.name,
              TokenView.of(row, owner.name, null),
              null);
          return id;
        });
  }

  private static UserRow owner(TokenRow token) {
    return UserRow.findById(token.userId);
  }

  /** The user of that name if its tokens are the actor's business; null: the actor. */
  private static UserRow owner(Actor actor, @Nullable String name) {
    UserRow user = UserRow.named(name == null ? actor.name() : name);
    if (user == null || !minds(actor, user)) {
      throw Refusal.absent("user " + name);
    }
    return user;
  }

  private static boolean minds(Actor actor, UserRow owner) {
    return owner.id == actor.id() || (actor.admin() && actor.in(owner.tenantId));
  }

  private static TokenRow token(Actor actor, String id) {
    TokenRow row = id.matches("[0-9]{1,18}") ? TokenRow.findById(Long.parseLong(id)) : null;
    UserRow owner = row == null ? null : UserRow.findById(row.userId);
    if (row == null || owner == null || !minds(actor, owner)) {
      throw Refusal.absent("token " + id);
    }
    return row;
  }
}
