package io.floe.admin.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened, as receivers are told it.
 *
 * @param id of its own, whoever it is sent to
 * @param mount null: it is of none
 * @param data what there is to know, by kind
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"id", "event", "time", "tenant", "mount", "data"})
record Event(
    String id,
    @JsonProperty("event") String kind,
    String time,
    String tenant,
    @Nullable String mount,
    Map<String, Object> data) {

  Event {
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
  }

  static Event of(
      EventKind kind,
      Instant time,
      String tenant,
      @Nullable String mount,
      Map<String, Object> data) {
    return new Event(
        UUID.randomUUID().toString(),
        kind.word(),
        time.truncatedTo(ChronoUnit.MILLIS).toString(),
        tenant,
        mount,
        data);
  }
}
