package io.floe.admin.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.account.Actor;
import io.floe.admin.account.Askers;
import io.floe.admin.account.Secrets;
import io.floe.admin.publish.Changes;
import io.floe.admin.publish.Managed;
import io.floe.admin.publish.Notes;
import io.floe.admin.rest.Limit;
import io.floe.admin.rest.Page;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.DeliveryRow;
import io.floe.admin.store.Lines;
import io.floe.admin.store.Roles;
import io.floe.admin.store.TenantRow;
import io.floe.admin.store.ToldLevelRow;
import io.floe.admin.store.WebhookRow;
import io.floe.admin.vault.Vault;
import io.floe.wire.station.WebhookRules;
import jakarta.annotation.security.RolesAllowed;
import jakarta.persistence.EntityNotFoundException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Webhooks: for admins those of their tenant. Threads: request. */
@Path("/api/v1/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN})
@Tag(name = "webhooks")
public final class WebhooksResource {

  private static final String PREFIX = "floehook_";
  private static final int TESTS_AT_ONCE = 16;
  private static final int RETRY_SECONDS = 5;

  private final Changes changes;
  private final Askers askers;
  private final Vault vault;
  private final Webhooks webhooks;

  /** Tenants of which one is tested: each holds a request thread until its answer is there. */
  private final Set<Long> testing = ConcurrentHashMap.newKeySet();

  WebhooksResource(Changes changes, Askers askers, Vault vault, Webhooks webhooks) {
    this.changes = changes;
    this.askers = askers;
    this.vault = vault;
    this.webhooks = webhooks;
  }

  @GET
  public Page<WebhookView> list(
      @QueryParam("after") @Nullable String cursor,
      @QueryParam("limit") @Nullable Limit asked,
      @QueryParam("tenant") @Nullable String tenant) {
    int limit = Limit.of(asked);
    long after = Page.after(cursor, 0);
    return changes.read(() -> {
      Actor actor = askers.actor();
      TenantRow only = tenant == null ? actor.tenant() : actor.tenant(tenant);
      List<WebhookRow> rows =
          (only == null
                  ? WebhookRow.<WebhookRow>find("id > ?1 order by id", after)
                  : WebhookRow.<WebhookRow>find(
                      "tenantId = ?1 and id > ?2 order by id", only.id, after))
              .page(0, limit + 1)
              .list();
      return Page.of(rows, limit, row -> String.valueOf(row.id), this::view);
    });
  }

  @POST
  public Response create(
      @RequestBody(content = @Content(schema = @Schema(implementation = WebhookBody.class)))
          JsonNode body) {
    WebhookForm form = WebhookForm.read(body, true, webhooks.sender()::checked);
    requireKey();
    String made = form.fresh() ? PREFIX + Secrets.random() : null;
    WebhookView view =
        changes.note(
            askers.author(),
            notes -> {
              TenantRow tenant = askers.actor().tenantFor(form.tenant());
              if (WebhookRow.count("tenantId", tenant.id) >= WebhookRules.MOST) {
                throw Refusal.conflict(
                    "Tenant "
                        + tenant.name
                        + " has "
                        + WebhookRules.MOST
                        + " webhooks already: delete one first.");
              }
              WebhookRow row = new WebhookRow();
              row.tenantId = tenant.id;
              row.enabled = true;
              row.createdAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
              row.url = "";
              row.secret = "";
              form.over(row);
              row.persist();
              Place.give(row, String.valueOf(form.url()), vault);
              seal(row, form, made);
              WebhookView shown = view(row);
              notes.add("create", name(row), tenant.name, null, shown);
              return shown;
            });
    return Response.status(Response.Status.CREATED).entity(view.with(made)).build();
  }

  @GET
  @Path("{id}")
  public WebhookView get(@PathParam("id") String id) {
    return changes.read(() -> view(webhook(askers.actor(), id)));
  }

  @PATCH
  @Path("{id}")
  public WebhookView patch(
      @PathParam("id") String id,
      @RequestBody(content = @Content(schema = @Schema(implementation = WebhookBody.class)))
          JsonNode body) {
    WebhookForm form = WebhookForm.read(body, false, webhooks.sender()::checked);
    boolean secret = form.fresh() || form.secret() != null;
    String url = form.url();
    if (secret) {
      requireKey();
    }
    String made = form.fresh() ? PREFIX + Secrets.random() : null;
    WebhookView view =
        changes.note(
            askers.author(),
            notes -> {
              WebhookRow row = webhook(askers.actor(), id);
              try {
                row.hold();
              } catch (EntityNotFoundException gone) {
                throw Refusal.absent("webhook " + id);
              }
              WebhookView before = view(row);
              String tenant = form.tenant();
              if (tenant != null && !tenant.equals(before.tenant())) {
                throw Refusal.conflict("A webhook stays with its tenant: make a new one.");
              }
              form.over(row);
              // Sent back as it was read, it stays as it is.
              if (url != null && !url.equals(before.url())) {
                requireKey();
                Place.give(row, url, vault);
              }
              if (secret) {
                seal(row, form, made);
              }
              ToldLevelRow.forgetOthers(row.id, Lines.of(row.mounts));
              WebhookView after = view(row);
              Managed.check(
                  "Webhook " + id,
                  row.managed,
                  before,
                  after,
                  secret ? List.of("secret") : List.of());
              changed(notes, row, before, after, secret);
              return after;
            });
    return view.with(made);
  }

  @DELETE
  @Path("{id}")
  public void delete(@PathParam("id") String id) {
    changes.note(
        askers.author(),
        notes -> {
          WebhookRow row = webhook(askers.actor(), id);
          Managed.checkEnd("Webhook " + id, row.managed);
          WebhookView before = view(row);
          row.delete();
          notes.add("delete", name(row), before.tenant(), before, null);
          return id;
        });
  }

  /** Sends one event at once, whether the webhook is enabled or not, and tells what came of it. */
  @POST
  @Path("{id}/test")
  public DeliveryView test(@PathParam("id") String id) {
    long tenant = changes.read(() -> webhook(askers.actor(), id).tenantId);
    if (testing.size() >= TESTS_AT_ONCE || !testing.add(tenant)) {
      throw Refusal.busy("Too many webhooks are tested now: try again.", RETRY_SECONDS);
    }
    try {
      Outbox.Job job = changes.note(askers.author(), notes -> tried(notes, id));
      Outcome outcome = webhooks.dispatcher().attempt(job).join();
      Instant now = webhooks.clock().instant();
      DeliveryRow noted = webhooks.outbox().note(job, outcome, now, true);
      if (noted == null) {
        throw Refusal.absent("webhook " + id);
      }
      return DeliveryView.of(noted);
    } finally {
      testing.remove(tenant);
    }
  }

  /** What was sent and what waits, the newest first. */
  @GET
  @Path("{id}/deliveries")
  public Page<DeliveryView> deliveries(
      @PathParam("id") String id,
      @QueryParam("after") @Nullable String cursor,
      @QueryParam("limit") @Nullable Limit asked) {
    int limit = Limit.of(asked);
    long before = Page.after(cursor, Long.MAX_VALUE);
    return changes.read(() -> {
      WebhookRow hook = webhook(askers.actor(), id);
      List<DeliveryRow> rows =
          DeliveryRow.<DeliveryRow>find(
                  "webhookId = ?1 and id < ?2 order by id desc", hook.id, before)
              .page(0, limit + 1)
              .list();
      return Page.of(rows, limit, row -> String.valueOf(row.id), DeliveryView::of);
    });
  }

  private Outbox.Job tried(Notes notes, String id) {
    WebhookRow row = webhook(askers.actor(), id);
    WebhookView view = view(row);
    Instant now = webhooks.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    Event event =
        Event.of(
            EventKind.TEST,
            now,
            view.tenant(),
            null,
            Map.of("message", "This webhook works if you can read this."));
    notes.add("test", name(row), view.tenant(), null, null);
    return webhooks.outbox().first(row, event, now);
  }

  private WebhookView view(WebhookRow row) {
    return WebhookView.of(row, vault);
  }

  private void seal(WebhookRow row, WebhookForm form, @Nullable String made) {
    String given = form.secret();
    String secret = given == null ? String.valueOf(made) : given;
    row.secret = vault.seal(secret, Dispatcher.place(row.id));
  }

  private void requireKey() {
    if (!vault.hasKey()) {
      throw Refusal.conflict(Vault.NO_KEY);
    }
  }

  /** As other changes are noted, but that it says secret where they say password. */
  private static void changed(
      Notes notes, WebhookRow row, WebhookView before, WebhookView after, boolean secret) {
    if (secret) {
      notes.add("change, secret too", name(row), after.tenant(), before, after);
    } else {
      notes.change(name(row), after.tenant(), before, after, false);
    }
  }

  private static String name(WebhookRow row) {
    return "webhook " + row.id;
  }

  private static WebhookRow webhook(Actor actor, String id) {
    WebhookRow row = id.matches("[0-9]{1,18}") ? WebhookRow.findById(Long.parseLong(id)) : null;
    if (row == null || !actor.in(row.tenantId)) {
      throw Refusal.absent("webhook " + id);
    }
    return row;
  }
}
