package io.floe.admin.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.floe.admin.rest.Refusal.Mistake;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457).
 *
 * @param type {@code about:blank}: the status says what kind it is
 * @param title the status in words
 * @param detail what is wrong here and what to do
 * @param errors mistakes by field, when there are any
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type, String title, int status, @Nullable String detail, List<Mistake> errors) {

  /** How it is sent. */
  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    errors = List.copyOf(errors);
  }
}
