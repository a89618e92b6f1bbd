package io.floe.wire.config;

import java.util.concurrent.atomic.LongAdder;

/** What a feed has taken and refused. Threads: any. */
public final class ConfigCounters {

  private final LongAdder applied = new LongAdder();
  private final LongAdder rejected = new LongAdder();

  ConfigCounters() {}

  /** Snapshots that replaced the one before. */
  public long applied() {
    return applied.sum();
  }

  /** Changes of the file that were broken, missing or older than what is in force. */
  public long rejected() {
    return rejected.sum();
  }

  void countApplied() {
    applied.increment();
  }

  void countRejected() {
    rejected.increment();
  }
}
