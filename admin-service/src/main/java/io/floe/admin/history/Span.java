package io.floe.admin.history;

import io.floe.admin.rest.Refusal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A time that is asked for.
 *
 * @param from the first moment
 * @param to the first moment beyond
 * @param exact whether all of it is still known to the minute; else it is of whole days
 */
record Span(Instant from, Instant to, boolean exact) {

  /** As a query says it: two times as RFC 3339, {@code usual} until now where it does not. */
  static Span of(@Nullable String from, @Nullable String to, Duration usual, Instant now) {
    Instant end = to == null ? now : at("to", to);
    Instant start = from == null ? end.minus(usual) : at("from", from);
    if (!start.isBefore(end)) {
      throw Refusal.invalid("from", "is before 'to'");
    }
    return new Span(start, end, !start.isBefore(now.minus(HistoryRetention.MINUTES)));
  }

  private static Instant at(String field, String text) {
    try {
      Instant at = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
      if (at.isBefore(Instant.EPOCH) || at.isAfter(Instant.parse("9999-01-01T00:00:00Z"))) {
        throw Refusal.invalid(field, "is a time that there may be history of");
      }
      return at;
    } catch (DateTimeException wrong) {
      throw Refusal.invalid(field, "is a time like 2026-01-31T18:00:00Z");
    }
  }
}
