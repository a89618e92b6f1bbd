package io.floe.ingest.source;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the Icecast port counts since its start. Any thread. */
public final class SourceCounters {

  /** Why a source was refused. */
  public enum Refusal {
    /** Broken request, unknown coding, bad mount name. */
    REQUEST,
    /** Wrong password. */
    PASSWORD,
    /** Reserved or disabled mount, or one that a rendition makes. */
    MOUNT,
    /** No media. */
    CONTENT,
    /** Too many sources or connections, or too many passwords to check. */
    LIMIT,
    /** The client has all the connections that it may have which are no sources. */
    NETWORK,
    /** The mount's tenant has all the sources, or all the mounts, that it may have. */
    QUOTA,
    /** Somebody else has the mount. */
    IN_USE,
    /** A banned address; counts requests of any kind. */
    BANNED,
    /** A PROXY protocol header that is broken, or of a peer that is no trusted proxy. */
    PROXY,
    /** This ingest is about to stop. */
    STOPPING
  }

  private final LongAdder connections = new LongAdder();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger sources = new AtomicInteger();
  private final LongAdder bytesIn = new LongAdder();
  private final AtomicLong underWay = new AtomicLong();
  private final LongAdder authFailures = new LongAdder();
  private final LongAdder headTimeouts = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder sourceTimeouts = new LongAdder();
  private final LongAdder skippedBytes = new LongAdder();
  private final LongAdder titles = new LongAdder();
  private final LongAdder forwards = new LongAdder();
  private final LongAdder unforwarded = new LongAdder();
  private final LongAdder bannedSources = new LongAdder();
  private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);

  public SourceCounters() {
    for (Refusal kind : Refusal.values()) {
      refusals.put(kind, new LongAdder());
    }
  }

  /** Connections accepted. */
  public long connections() {
    return connections.sum();
  }

  /** Connections open now. */
  public int open() {
    return open.get();
  }

  /** Sources connected now. */
  public int sources() {
    return sources.get();
  }

  /** Bytes received from sources after their login, framing included. */
  public long bytesIn() {
    return bytesIn.sum();
  }

  /** Logins with a wrong password. */
  public long authFailures() {
    return authFailures.sum();
  }

  /** Connections closed because a head, login or form did not arrive in time. */
  public long headTimeouts() {
    return headTimeouts.sum();
  }

  /** Connections closed because they were no source after a minute. */
  public long expirations() {
    return expired.sum();
  }

  /** Sources closed because they were silent. */
  public long sourceTimeouts() {
    return sourceTimeouts.sum();
  }

  /** Bytes of sources that were no audio: tags, Xing frames, garbage. */
  public long skippedBytes() {
    return skippedBytes.sum();
  }

  /** Titles accepted. */
  public long titles() {
    return titles.sum();
  }

  /** Requests passed on to an admin service. */
  public long forwards() {
    return forwards.sum();
  }

  /** Requests that no admin service has answered. */
  public long unforwarded() {
    return unforwarded.sum();
  }

  /** Sources ended because their address was banned while they were on the air. */
  public long bannedSources() {
    return bannedSources.sum();
  }

  /** Sources and connections refused. */
  public long refused(Refusal kind) {
    return adder(kind).sum();
  }

  void connected() {
    connections.increment();
    open.incrementAndGet();
  }

  void disconnected() {
    open.decrementAndGet();
  }

  /** Takes a place for one source more, unless {@code limit} are taken. */
  boolean enter(int limit) {
    while (true) {
      int now = sources.get();
      if (now >= limit) {
        return false;
      }
      if (sources.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  void leave() {
    sources.decrementAndGet();
  }

  /** Bytes on their way to the rings, of all sources. */
  public long underWay() {
    return underWay.get();
  }

  /** So many more, or less, are on their way; how many there are then. */
  long underWay(int change) {
    return underWay.addAndGet(change);
  }

  void received(int bytes) {
    bytesIn.add(bytes);
  }

  void authFailed() {
    authFailures.increment();
    adder(Refusal.PASSWORD).increment();
  }

  void headTimedOut() {
    headTimeouts.increment();
  }

  void expired() {
    expired.increment();
  }

  void sourceTimedOut() {
    sourceTimeouts.increment();
  }

  void skipped(int bytes) {
    skippedBytes.add(bytes);
  }

  void banned() {
    bannedSources.increment();
  }

  void forwarded() {
    forwards.increment();
  }

  void notForwarded() {
    unforwarded.increment();
  }

  void titled() {
    titles.increment();
  }

  void refuse(Refusal kind) {
    adder(kind).increment();
  }

  private LongAdder adder(Refusal kind) {
    return java.util.Objects.requireNonNull(refusals.get(kind));
  }
}
