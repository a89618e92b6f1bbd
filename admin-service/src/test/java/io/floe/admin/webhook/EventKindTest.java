package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.station.WebhookRules;
import org.junit.jupiter.api.Test;

class EventKindTest {

  @Test
  void words_areThoseOfTheStationFile() {
    assertThat(EventKind.words()).isEqualTo(WebhookRules.EVENTS);
  }
}
