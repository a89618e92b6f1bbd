package io.floe.admin.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a tenant wants events to be sent. */
@Entity
@Table(name = "webhooks")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class WebhookRow extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public long id;

  public long tenantId;

  /** Scheme and host; all of it while it is not sealed. */
  public String url;

  /** The whole URL, sealed; null: an earlier release has written the row. */
  public @Nullable String sealedUrl;

  /** One a line. */
  public String events;

  /** One a line; empty: all of the tenant. */
  public String mounts = "";

  public @Nullable Integer threshold;
  public boolean enabled;

  /** Sealed. */
  public String secret;

  public Instant createdAt;
  public String managed = "";

  /** Those of a tenant that are sent events. */
  public static List<WebhookRow> enabled(long tenantId) {
    return WebhookRow.list("tenantId = ?1 and enabled = true order by id", tenantId);
  }

  /** Those that are to be told how many listen. */
  public static List<WebhookRow> thresholds() {
    return WebhookRow.list("threshold is not null and enabled = true order by id");
  }

  /** Reads the row as it is now, and holds it until the transaction ends. */
  public void hold() {
    getEntityManager().refresh(this, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Seals the secret anew unless it is another one by now; how many rows that were. */
  public static int reseal(long id, String sealed, String anew) {
    return WebhookRow.update("secret = ?1 where id = ?2 and secret = ?3", anew, id, sealed);
  }

  /** Seals the URL anew unless it is another one by now; how many rows that were. */
  public static int resealUrl(long id, String sealed, String anew) {
    return WebhookRow.update("sealedUrl = ?1 where id = ?2 and sealedUrl = ?3", anew, id, sealed);
  }

  /** Seals a URL that is in clear unless it is another one by now; how many rows that were. */
  public static int sealUrl(long id, String clear, String shown, String sealed) {
    return WebhookRow.update(
        "url = ?1, sealedUrl = ?2 where id = ?3 and url = ?4 and sealedUrl is null",
        shown,
        sealed,
        id,
        clear);
  }

  /** Whether it wants events of that kind. */
  public boolean wants(String event) {
    return Lines.of(events).contains(event);
  }

  /** Whether it wants events of that mount; null: of none. */
  public boolean covers(@Nullable String mount) {
    return mount == null || mounts.isEmpty() || Lines.of(mounts).contains(mount);
  }
}
