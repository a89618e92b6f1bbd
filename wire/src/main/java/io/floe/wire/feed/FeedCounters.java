package io.floe.wire.feed;

import java.util.concurrent.atomic.LongAdder;

/** What a feed has taken, refused and given. Threads: any. */
public final class FeedCounters {

  private final LongAdder applied = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder fetched = new LongAdder();
  private final LongAdder unanswered = new LongAdder();
  private final LongAdder given = new LongAdder();

  FeedCounters() {}

  /** Snapshots that came into force, from wherever; the one found at the start not counted. */
  public long applied() {
    return applied.sum();
  }

  /** Snapshots that were broken, or older than the one in force, and files that vanished. */
  public long rejected() {
    return rejected.sum();
  }

  /** Snapshots that came whole from other nodes. */
  public long fetched() {
    return fetched.sum();
  }

  /** Times that a node which had a newer snapshot did not give it. */
  public long unanswered() {
    return unanswered.sum();
  }

  /** Parts given to other nodes. */
  public long given() {
    return given.sum();
  }

  void countApplied() {
    applied.increment();
  }

  void countRejected() {
    rejected.increment();
  }

  void countFetched() {
    fetched.increment();
  }

  void countUnanswered() {
    unanswered.increment();
  }

  void countGiven() {
    given.increment();
  }
}
