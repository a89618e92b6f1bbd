package io.floe.admin.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Days on which clocks are set. */
class LongDayTest extends Staged {

  @BeforeEach
  void open() throws SQLException {
    stage.run("update tenants set timezone = 'Europe/Oslo' where name = 'north'");
  }

  private void play(String from) throws SQLException {
    stage.now = Instant.parse(from);
    stage.source("/live");
    stage.seconds(40, 16_000);
    stage.finish();
    stage.sources.clear();
    stage.restart();
  }

  private long days(String from, String to) throws SQLException {
    Span span = new Span(Instant.parse(from), Instant.parse(to), false);
    return stage.reader().days(stage.scope("/live"), span).size();
  }

  @Test
  void lastHourOfADayOf25Hours_isFound() throws SQLException {
    play("2026-10-24T22:10:00Z"); // 0:10 there
    play("2026-10-25T22:40:00Z"); // 23:40 there
    assertThat(days("2026-10-25T22:30:00Z", "2026-10-25T22:50:00Z")).isEqualTo(1);
    assertThat(days("2026-10-25T23:00:00Z", "2026-10-26T01:00:00Z")).as("the day after").isZero();
  }

  @Test
  void dayOf23Hours_isOverAnHourEarlier() throws SQLException {
    play("2026-03-29T20:00:00Z");
    assertThat(days("2026-03-29T21:59:00Z", "2026-03-29T22:30:00Z")).isEqualTo(1);
    assertThat(days("2026-03-29T22:00:00Z", "2026-03-29T22:30:00Z")).isZero();
  }

  @Test
  void dayThatIsWrittenByAnEarlierRelease_has24Hours() throws SQLException {
    play("2026-04-01T20:00:00Z");
    stage.run("update history_days set over_at = null");
    assertThat(days("2026-04-01T21:59:00Z", "2026-04-01T23:00:00Z")).isEqualTo(1);
    assertThat(days("2026-04-01T22:00:00Z", "2026-04-01T23:00:00Z")).isZero();
  }
}
