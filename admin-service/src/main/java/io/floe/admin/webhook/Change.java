package io.floe.admin.webhook;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.client.Address;
import java.time.Instant;

/** What one admin service has seen happen; which of those who have seen it tells it, is open. */
sealed interface Change {

  /** When it was seen. */
  Instant at();

  /**
   * A source is on the air.
   *
   * @param again whether the mount was on the air of this tenant before, with a short break or none
   */
  record Connected(
      Instant at,
      String tenant,
      MountName mount,
      long epoch,
      long startedAt,
      StreamInfo info,
      String title,
      boolean again)
      implements Change {}

  /** A mount has had no source for a while. */
  record Lost(Instant at, String tenant, MountName mount, long epoch, long startedAt)
      implements Change {}

  /**
   * A source on the air belongs to another tenant from now on.
   *
   * @param from the tenant that it belonged to; empty: nobody
   */
  record Moved(String from, Connected to) implements Change {

    @Override
    public Instant at() {
      return to.at();
    }
  }

  /**
   * A stream has another title.
   *
   * @param before the title that it had
   */
  record Titled(Instant at, String tenant, MountName mount, long epoch, String before, String title)
      implements Change {}

  /**
   * The listeners of a mount have reached the threshold of a webhook, or left it.
   *
   * @param above whether they have reached it
   */
  record Level(
      Instant at,
      String tenant,
      MountName mount,
      long webhook,
      int threshold,
      int listeners,
      boolean above)
      implements Change {}

  /** A mount has gone to another tenant than the webhook's: what was reached there is no more. */
  record Elsewhere(Instant at, MountName mount, long webhook) implements Change {}

  /** Somebody has sent so many wrong passwords that the next ones have to wait. */
  record Lockout(Instant at, String user, Address client) implements Change {}

  /**
   * The same at the Icecast port of an ingest, with passwords for a mount.
   *
   * @param tenant that the mount belongs to, or would; empty: that is not known
   * @param user whatever the client has called itself
   */
  record SourceLockout(Instant at, String tenant, MountName mount, String user, Address client)
      implements Change {

    SourceLockout of(String owner) {
      return new SourceLockout(at, owner, mount, user, client);
    }
  }
}
