package io.floe.admin.history;

import io.floe.admin.rest.Refusal;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How long the parts of a trend are. */
@Schema(
    type = SchemaType.STRING,
    enumeration = {"minute", "hour", "day"},
    defaultValue = "minute")
enum Step {
  MINUTE("history_minutes", Duration.ofHours(24)),
  HOUR("history_hours", Duration.ofDays(7)),
  DAY("history_days", Duration.ofDays(30));

  private final String table;
  private final Duration usual;

  Step(String table, Duration usual) {
    this.table = table;
    this.usual = usual;
  }

  String table() {
    return table;
  }

  /** How much of it is shown unless more is asked for. */
  Duration usual() {
    return usual;
  }

  /**
   * Reads the text of a query; called by the platform.
   *
   * @throws Refusal 400 when it is none
   */
  static Step fromString(String text) {
    return switch (text) {
      case "minute" -> MINUTE;
      case "hour" -> HOUR;
      case "day" -> DAY;
      default -> throw Refusal.invalid("step", "is minute, hour or day");
    };
  }
}
