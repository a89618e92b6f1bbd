package io.floe.stream.origin;

import io.floe.wire.bus.CounterReader;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the origin has done since its start. Written by the bus thread, read by any. */
public final class OriginCounters {

  final LongAdder chunks = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder sentChunks = new LongAdder();
  final LongAdder sentBytes = new LongAdder();
  final LongAdder leases = new LongAdder();
  final LongAdder rewinds = new LongAdder();
  final LongAdder lapped = new LongAdder();
  final LongAdder blocked = new LongAdder();
  final LongAdder unwritten = new LongAdder();
  final LongAdder won = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder evicted = new LongAdder();
  final LongAdder stalls = new LongAdder();
  final LongAdder shedBytes = new LongAdder();
  final LongAdder crowdedOut = new LongAdder();
  final LongAdder unannounced = new LongAdder();
  private final LongAdder underWay = new LongAdder();
  private final AtomicLong mostUnderWay = new AtomicLong();
  private volatile long ringBytes;
  private volatile long mostRingBytes;

  /** Shows every counter. */
  public void each(CounterReader<OriginCounters> reader) {
    reader.take("floe.origin.chunks", "Chunks numbered", OriginCounters::chunks);
    reader.take("floe.origin.bytes", "Payload bytes of numbered chunks", OriginCounters::bytes);
    reader.take("floe.origin.sent.chunks", "Chunks sent to edges", OriginCounters::sentChunks);
    reader.take("floe.origin.sent.bytes", "Payload bytes sent to edges", OriginCounters::sentBytes);
    reader.take("floe.origin.leases", "Leases begun", OriginCounters::leases);
    reader.take("floe.origin.rewinds", "Cursors set back for repair", OriginCounters::rewinds);
    reader.take(
        "floe.origin.lapped.chunks",
        "Chunks that left the ring before an edge had them",
        OriginCounters::lapped);
    reader.take(
        "floe.origin.blocked", "Times an edge had too much unwritten", OriginCounters::blocked);
    reader.take(
        "floe.origin.unwritten",
        "Chunks that never left for the transport",
        OriginCounters::unwritten);
    reader.take("floe.origin.claims.won", "Mounts claimed", OriginCounters::won);
    reader.take("floe.origin.claims.refused", "Claims refused", OriginCounters::refused);
    reader.take(
        "floe.origin.evicted",
        "Sources closed because their mount was taken",
        OriginCounters::evicted);
    reader.take("floe.origin.stalls", "Times a source fell silent", OriginCounters::stalls);
    reader.take(
        "floe.origin.rings.shed.bytes",
        "Bytes that left rings early because all rings together had too much",
        OriginCounters::shedBytes);
    reader.take(
        "floe.origin.rings.crowded.out",
        "Sources closed because the rings had no room for their headers",
        OriginCounters::crowdedOut);
    reader.take(
        "floe.origin.titles.unannounced",
        "Titles that only listeners have heard, since newer ones followed within 250 ms",
        OriginCounters::unannounced);
  }

  /** Shows what the rings have, which goes up and down. */
  public void rings(CounterReader<OriginCounters> reader) {
    reader.take(
        "floe.origin.rings.bytes",
        "What the rings of all streams weigh",
        OriginCounters::ringBytes);
    reader.take(
        "floe.origin.rings.most.bytes",
        "What they may weigh together",
        OriginCounters::mostRingBytes);
  }

  /** Chunks taken from sources. */
  public long chunks() {
    return chunks.sum();
  }

  /** Payload bytes taken from sources. */
  public long bytes() {
    return bytes.sum();
  }

  /** Chunks sent to edges, repeats included. */
  public long sentChunks() {
    return sentChunks.sum();
  }

  /** Payload bytes sent to edges, repeats included. */
  public long sentBytes() {
    return sentBytes.sum();
  }

  /** Leases begun. */
  public long leases() {
    return leases.sum();
  }

  /** Leases set back because an edge missed something. */
  public long rewinds() {
    return rewinds.sum();
  }

  /** Chunks that an edge was too slow to be sent before they left the ring. */
  public long lapped() {
    return lapped.sum();
  }

  /** Times that a lease had to wait because its edge had too much under way. */
  public long blocked() {
    return blocked.sum();
  }

  /** Chunks that the transport gave up. */
  public long unwritten() {
    return unwritten.sum();
  }

  /** Claims of this node's sources that were won. */
  public long won() {
    return won.sum();
  }

  /** Claims of this node's sources that were refused. */
  public long refused() {
    return refused.sum();
  }

  /** Sources of this node that lost their mount to another source. */
  public long evicted() {
    return evicted.sum();
  }

  /** Times that a source fell silent beyond its usual interval. */
  public long stalls() {
    return stalls.sum();
  }

  /** Titles that were not announced to the cluster, because newer ones followed at once. */
  public long unannounced() {
    return unannounced.sum();
  }

  /** Bytes handed to the transport and not yet gone, to all edges. */
  public long underWay() {
    return underWay.sum();
  }

  /** The most that was ever under way to one edge, in bytes. */
  public long mostUnderWay() {
    return mostUnderWay.get();
  }

  /** Bytes that rings have given up before their time because together they had too much. */
  public long shedBytes() {
    return shedBytes.sum();
  }

  /** Sources closed because not even the least of every ring had room. */
  public long crowdedOut() {
    return crowdedOut.sum();
  }

  /** What the rings of all streams weigh, in bytes; some 250 ms old. */
  public long ringBytes() {
    return ringBytes;
  }

  /** What they may weigh together at most. */
  public long mostRingBytes() {
    return mostRingBytes;
  }

  void rings(long bytes, long most) {
    ringBytes = bytes;
    mostRingBytes = most;
  }

  void underWay(int change, long toThatEdge) {
    underWay.add(change);
    mostUnderWay.accumulateAndGet(toThatEdge, Math::max);
  }
}
