package io.floe.admin.station;

import io.floe.admin.publish.Author;
import io.floe.admin.publish.Changes;
import io.floe.admin.webhook.StatedWebhooks;
import io.floe.wire.station.Station;
import jakarta.inject.Singleton;

/**
 * Applies a station to the database, in one transaction: what it states wins and is marked as
 * managed by the file, other things stay unless it says {@code prune}. Applying the same station
 * again changes nothing. Threads: any, they take turns in the database.
 */
@Singleton
public final class Applying {

  private final Changes changes;
  private final StatedWebhooks webhooks;

  Applying(Changes changes, StatedWebhooks webhooks) {
    this.changes = changes;
    this.webhooks = webhooks;
  }

  /**
   * Applies it.
   *
   * @throws io.floe.admin.rest.Refusal when it cannot be; then nothing has happened
   */
  public void apply(Station station) {
    Hashes hashes = changes.read(Hashes::read);
    hashes.make(station);
    changes.write(
        Author.STATION,
        notes -> {
          new Application(station, hashes, webhooks, notes).run();
          return station;
        });
  }
}
