package io.floe.wire.feed;

import io.floe.wire.bus.CounterReader;
import java.util.concurrent.atomic.LongAdder;

/** What a feed has taken, refused and given. Threads: any. */
public final class FeedCounters {

  private final LongAdder applied = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder fetched = new LongAdder();
  private final LongAdder unanswered = new LongAdder();
  private final LongAdder given = new LongAdder();

  FeedCounters() {}

  /** Shows every counter. */
  public void each(CounterReader<FeedCounters> reader) {
    reader.take(
        "floe.config.applied", "Config snapshots that came into force", FeedCounters::applied);
    reader.take(
        "floe.config.rejected",
        "Config snapshots that were broken or older",
        FeedCounters::rejected);
    reader.take(
        "floe.config.fetched",
        "Config snapshots that came from other nodes",
        FeedCounters::fetched);
    reader.take(
        "floe.config.unanswered",
        "Times a node did not give the config snapshot it has",
        FeedCounters::unanswered);
    reader.take(
        "floe.config.given", "Parts of config snapshots given to other nodes", FeedCounters::given);
  }

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
