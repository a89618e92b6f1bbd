package io.floe.admin.webhook;

import io.floe.admin.account.Throttled;
import io.floe.wire.client.Address;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Keeps lockouts until somebody tells them. Any thread. */
@Singleton
public final class Lockouts implements Throttled {

  private static final int MOST = 1_000;

  private final BlockingQueue<Change> seen = new ArrayBlockingQueue<>(MOST);
  private final InstantSource clock = InstantSource.system();
  private final Counters counters;

  Lockouts(Counters counters) {
    this.counters = counters;
  }

  @Override
  public void throttled(String user, Address client) {
    if (!seen.offer(new Change.Lockout(clock.instant(), user, client))) {
      counters.lost();
    }
  }

  /** Those since the last time. */
  List<Change> take() {
    List<Change> taken = new ArrayList<>();
    var _ = seen.drainTo(taken);
    return taken;
  }
}
