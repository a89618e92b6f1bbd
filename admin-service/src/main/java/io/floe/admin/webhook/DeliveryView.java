package io.floe.admin.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.floe.admin.store.DeliveryRow;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to a webhook, as REST shows it.
 *
 * @param id as the header Floe-Delivery says it
 * @param nextAt when it is tried next, or until when an attempt may last; absent: never again
 * @param finishedAt absent: it waits
 * @param status of the last answer; absent: there was none
 * @param error what was wrong with the last attempt; absent: nothing
 * @param body as it is sent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeliveryView(
    String id,
    String event,
    State state,
    int attempts,
    Instant createdAt,
    @Nullable Instant nextAt,
    @Nullable Instant finishedAt,
    @Nullable Integer status,
    @Nullable String error,
    @JsonRawValue @Schema(type = SchemaType.OBJECT) String body) {

  /** What has become of it. */
  public enum State {
    /** It will be tried, or is just being tried. */
    @JsonProperty("waiting")
    WAITING,
    /** The receiver has taken it. */
    @JsonProperty("delivered")
    DELIVERED,
    /** It was given up. */
    @JsonProperty("failed")
    FAILED,
    /** Too many were waiting. */
    @JsonProperty("dropped")
    DROPPED
  }

  /** The view of that row. */
  public static DeliveryView of(DeliveryRow row) {
    return new DeliveryView(
        String.valueOf(row.id),
        row.event,
        switch (row.state) {
          case WAITING -> State.WAITING;
          case DELIVERED -> State.DELIVERED;
          case FAILED -> State.FAILED;
          case DROPPED -> State.DROPPED;
        },
        row.attempts,
        row.createdAt,
        row.nextAt,
        row.finishedAt,
        row.status,
        row.error,
        row.body);
  }
}
