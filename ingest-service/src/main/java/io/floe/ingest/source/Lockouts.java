package io.floe.ingest.source;

import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.floe.wire.report.Report.Lockout;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients that have sent wrong passwords until they had to wait. Each is reported with every beat
 * of a minute, so that an admin service hears of it that misses some or has just started. Any
 * thread.
 */
public final class Lockouts {

  /** For so long each is reported. */
  static final Duration KEPT = Duration.ofMinutes(1);

  /** Most in one report; of more, the oldest are left out and counted. */
  static final int MOST = 32;

  private static final int LONGEST_USER = 64;

  private final InstantSource clock;
  private final Deque<Lockout> recent = new ArrayDeque<>();
  private final LongAdder dropped = new LongAdder();
  private long last;

  public Lockouts() {
    this(InstantSource.system());
  }

  Lockouts(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(String user, Address client, MountName mount) {
    long now = clock.millis();
    forget(now);
    if (recent.size() == MOST) {
      recent.remove();
      dropped.increment();
    }
    String name = user.length() > LONGEST_USER ? user.substring(0, LONGEST_USER) : user;
    last++;
    recent.add(new Lockout(last, now, name, client.toString(), mount));
  }

  /** Those of the last minute, the oldest first. */
  public synchronized List<Lockout> recent() {
    forget(clock.millis());
    return List.copyOf(recent);
  }

  /** Those that were not reported for their whole time, because others came. */
  public long dropped() {
    return dropped.sum();
  }

  private void forget(long now) {
    while (!recent.isEmpty() && now - recent.element().at() >= KEPT.toMillis()) {
      recent.remove();
    }
  }
}
