package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void wait_doubles_upToAnHour_andIsNeverQuiteTheSame() {
    Backoff backoff = new Backoff(new Random(1));
    long expected = 5_000;
    for (int attempts = 1; attempts <= 100; attempts++) {
      for (int i = 0; i < 20; i++) {
        assertThat(backoff.after(attempts).toMillis())
            .as("after %d", attempts)
            .isBetween(expected * 8 / 10 - 1, expected * 12 / 10);
      }
      expected = Math.min(expected * 2, Duration.ofHours(1).toMillis());
    }
    assertThat(backoff.after(1)).isNotEqualTo(backoff.after(1));
  }
}
