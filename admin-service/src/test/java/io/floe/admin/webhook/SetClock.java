package io.floe.admin.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test moves; it stands far from now, where nobody else looks. */
final class SetClock implements InstantSource {

  private volatile Instant now = Instant.parse("2100-01-01T00:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  void move(Duration by) {
    now = now.plus(by);
  }
}
