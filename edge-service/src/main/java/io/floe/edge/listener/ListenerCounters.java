package io.floe.edge.listener;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What the listener port has done since it started. Any thread. */
public final class ListenerCounters {

  /** Why a request for a stream was refused. */
  public enum Refusal {
    /** The mount has its {@code maxListeners}. */
    MOUNT_FULL,
    /** The mount's tenant has all the listeners, or all the egress, that it may have. */
    QUOTA,
    /** The edge has its {@code maxListeners}. */
    EDGE_FULL,
    /** Too many connections that have not sent a request. */
    TOO_MANY_WAITING,
    /** The mount is not on the air. */
    NOT_FOUND,
    /** No request, or one with a verb that means nothing here. */
    BAD_REQUEST,
    /** No whole request in time. */
    HEAD_TIMEOUT,
    /** The mount has no audio yet, or nobody answered for it in time. */
    NOT_READY,
    /** A banned address or user agent; counts requests of any kind. */
    BANNED,
    /** A PROXY protocol header that is broken, or of a peer that is no trusted proxy. */
    PROXY,
    /** The edge is about to stop. */
    STOPPING,
    /** Too many who follow {@code /events}. */
    FOLLOWERS_FULL,
    /** The hook of the mount says no. */
    NOT_ADMITTED,
    /** The hook of the mount does not answer. */
    HOOK_DOWN
  }

  final AtomicInteger listeners = new AtomicInteger();
  final AtomicInteger waiting = new AtomicInteger();
  final AtomicInteger followers = new AtomicInteger();
  final LongAdder followed = new LongAdder();
  final LongAdder resumed = new LongAdder();
  final LongAdder slowFollowers = new LongAdder();
  final LongAdder newsBytes = new LongAdder();
  final LongAdder joined = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder writes = new LongAdder();
  final LongAdder skips = new LongAdder();
  final LongAdder skippedBytes = new LongAdder();
  final LongAdder drops = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder bannedListeners = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder kicked = new LongAdder();
  final LongAdder moved = new LongAdder();
  final LongAdder joinNanos = new LongAdder();
  final LongAdder joins = new LongAdder();
  final LongAccumulator slowestJoin = new LongAccumulator(Math::max, 0);
  private final LongAdder mountFull = new LongAdder();
  private final LongAdder quota = new LongAdder();
  private final LongAdder edgeFull = new LongAdder();
  private final LongAdder tooManyWaiting = new LongAdder();
  private final LongAdder notFound = new LongAdder();
  private final LongAdder badRequest = new LongAdder();
  private final LongAdder headTimeout = new LongAdder();
  private final LongAdder notReady = new LongAdder();
  private final LongAdder banned = new LongAdder();
  private final LongAdder proxy = new LongAdder();
  private final LongAdder stopping = new LongAdder();
  private final LongAdder followersFull = new LongAdder();
  private final LongAdder notAdmitted = new LongAdder();
  private final LongAdder hookDown = new LongAdder();

  void refuse(Refusal why) {
    refusals(why).increment();
  }

  private LongAdder refusals(Refusal why) {
    return switch (why) {
      case MOUNT_FULL -> mountFull;
      case QUOTA -> quota;
      case EDGE_FULL -> edgeFull;
      case TOO_MANY_WAITING -> tooManyWaiting;
      case NOT_FOUND -> notFound;
      case BAD_REQUEST -> badRequest;
      case HEAD_TIMEOUT -> headTimeout;
      case NOT_READY -> notReady;
      case BANNED -> banned;
      case PROXY -> proxy;
      case STOPPING -> stopping;
      case FOLLOWERS_FULL -> followersFull;
      case NOT_ADMITTED -> notAdmitted;
      case HOOK_DOWN -> hookDown;
    };
  }

  void firstAudio(long nanos) {
    joinNanos.add(nanos);
    joins.increment();
    slowestJoin.accumulate(nanos);
  }

  /** Listeners connected now. */
  public long listeners() {
    return listeners.get();
  }

  /** Those who follow {@code /events} now; they are no listeners. */
  public int followers() {
    return followers.get();
  }

  /** Those who ever followed. */
  public long followed() {
    return followed.sum();
  }

  /** Those of them who went on where they were cut. */
  public long resumed() {
    return resumed.sum();
  }

  /** Those of them who were closed because their socket accepted nothing any more. */
  public long slowFollowers() {
    return slowFollowers.sum();
  }

  /** Bytes of events given to sockets. */
  public long newsBytes() {
    return newsBytes.sum();
  }

  /** Connections that have not sent their whole request yet. */
  public long waiting() {
    return waiting.get();
  }

  /** Listeners that ever came. */
  public long joined() {
    return joined.sum();
  }

  /** Stream bytes given to sockets, metadata and headers included. */
  public long bytes() {
    return bytes.sum();
  }

  /** Writes to listeners. */
  public long writes() {
    return writes.sum();
  }

  /** Times a slow listener was skipped ahead. */
  public long skips() {
    return skips.sum();
  }

  /** Stream bytes that slow listeners did not get. */
  public long skippedBytes() {
    return skippedBytes.sum();
  }

  /** Listeners dropped because their socket accepted nothing any more. */
  public long drops() {
    return drops.sum();
  }

  /** Listeners ended by an error of Floe's own. */
  public long failures() {
    return failures.sum();
  }

  /** Listeners ended because their address was banned while they listened. */
  public long bannedListeners() {
    return bannedListeners.sum();
  }

  /** Listeners ended because they had listened as long as their mount allows. */
  public long expired() {
    return expired.sum();
  }

  /** Listeners ended by an operator, or because their mount has another content type now. */
  public long kicked() {
    return kicked.sum();
  }

  /** Times a listener went on with another mount. */
  public long moved() {
    return moved.sum();
  }

  public long refused(Refusal why) {
    return refusals(why).sum();
  }

  /** Listeners that have got their first audio. */
  public long firstAudios() {
    return joins.sum();
  }

  /** Nanoseconds from accept to first audio, summed over {@link #firstAudios}. */
  public long joinNanos() {
    return joinNanos.sum();
  }

  /** The longest of them so far. */
  public long slowestJoinNanos() {
    return slowestJoin.get();
  }
}
