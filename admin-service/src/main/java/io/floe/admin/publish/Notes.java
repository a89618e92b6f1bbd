package io.floe.admin.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.floe.admin.store.AuditRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a transaction does, for the audit log; stands and falls with it. Confined to one thread. */
public final class Notes {

  private static final int MAX_CHARS = 20_000;

  private final Author author;
  private final ObjectMapper json;
  private int count;

  Notes(Author author, ObjectMapper json) {
    this.author = author;
    this.json = json;
  }

  /**
   * Notes one thing.
   *
   * @param action a word like {@code create}
   * @param object what it was done to, like {@code mount /live}
   * @param tenant whose it is; null: the platform's
   * @param before as REST shows it; null: it was not there
   * @param after as REST shows it; null: it is gone
   */
  public void add(
      String action,
      String object,
      @Nullable String tenant,
      @Nullable Object before,
      @Nullable Object after) {
    AuditRow row = new AuditRow();
    row.at = Instant.now();
    row.actor = author.name();
    row.address = author.address();
    row.tenant = tenant;
    row.action = action;
    row.object = object;
    row.before = text(before);
    row.after = text(after);
    row.persist();
    count++;
  }

  /**
   * Notes that something has another form now, unless it has not.
   *
   * @param tenant whose it is; null: the platform's
   * @param before as REST showed it
   * @param after as REST shows it
   * @param password whether a password was changed too, which is never shown
   */
  public void change(
      String object, @Nullable String tenant, Object before, Object after, boolean password) {
    if (password || !after.equals(before)) {
      add(password ? "change, password too" : "change", object, tenant, before, after);
    }
  }

  /** How many things were done. */
  int count() {
    return count;
  }

  private @Nullable String text(@Nullable Object shown) {
    if (shown == null) {
      return null;
    }
    try {
      String text =
          json.writeValueAsString(shown instanceof Discreet discreet ? discreet.noted() : shown);
      return text.length() > MAX_CHARS ? "{\"cut\":true}" : text;
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
