package io.floe.admin.rest;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How many items of a list are asked for, as a query says it.
 *
 * @param items 1 to 200
 */
@Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "200", defaultValue = "50")
public record Limit(int items) {

  private static final int USUAL = 50;
  private static final int MOST = 200;
  private static final String RULE = "is a whole number between 1 and " + MOST;

  public Limit {
    if (items < 1 || items > MOST) {
      throw Refusal.invalid("limit", RULE);
    }
  }

  /**
   * Reads the text of a query; called by the platform.
   *
   * @throws Refusal 400 when it is no limit
   */
  public static Limit fromString(String text) {
    try {
      return new Limit(Integer.parseInt(text));
    } catch (NumberFormatException wrong) {
      throw Refusal.invalid("limit", RULE);
    }
  }

  /** As many as were asked for, or as many as usual. */
  public static int of(@Nullable Limit asked) {
    return asked == null ? USUAL : asked.items();
  }
}
