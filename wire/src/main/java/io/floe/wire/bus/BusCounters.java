package io.floe.wire.bus;

import java.util.concurrent.atomic.LongAdder;

/** What a bus has carried and lost since its start. Threads: any. */
public final class BusCounters {

  private final LongAdder sent = new LongAdder();
  private final LongAdder unsent = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final LongAdder undecodable = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private final LongAdder extended = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();

  BusCounters() {}

  /** Shows every counter. */
  public void each(CounterReader<BusCounters> reader) {
    reader.take("floe.bus.sent", "Messages sent", BusCounters::sent);
    reader.take("floe.bus.received", "Messages received", BusCounters::received);
    reader.take("floe.bus.unsent", "Messages that could not be sent", BusCounters::unsent);
    reader.take(
        "floe.bus.undecodable", "Messages that could not be read", BusCounters::undecodable);
    reader.take(
        "floe.bus.unknown",
        "Messages of a kind that this release does not know",
        BusCounters::unknown);
    reader.take(
        "floe.bus.extended",
        "Messages with fields that this release does not know",
        BusCounters::extended);
    reader.take("floe.bus.failures", "Receivers and tasks that failed", BusCounters::failures);
    reader.take("floe.bus.sent.bytes", "Bytes sent", BusCounters::bytesOut);
    reader.take("floe.bus.received.bytes", "Bytes received", BusCounters::bytesIn);
  }

  /** Messages handed to the transport, a broadcast counting once. */
  public long sent() {
    return sent.sum();
  }

  /** Messages to one node that never left: nobody of that name, or the connection broke. */
  public long unsent() {
    return unsent.sum();
  }

  /** Messages given to the receivers, those from this node included. */
  public long received() {
    return received.sum();
  }

  /** Messages whose bytes were broken. */
  public long undecodable() {
    return undecodable.sum();
  }

  /** Messages of a type or version that this release does not know. */
  public long unknown() {
    return unknown.sum();
  }

  /** Messages received with fields that this release does not know, and ignored. */
  public long extended() {
    return extended.sum();
  }

  /** Receivers and tasks that threw. */
  public long failures() {
    return failures.sum();
  }

  /** Bytes of messages encoded for other nodes; a broadcast counts once per node. */
  public long bytesOut() {
    return bytesOut.sum();
  }

  /** Bytes of messages from other nodes. */
  public long bytesIn() {
    return bytesIn.sum();
  }

  void countSent() {
    sent.increment();
  }

  void countUnsent() {
    unsent.increment();
  }

  void countReceived() {
    received.increment();
  }

  void countUndecodable() {
    undecodable.increment();
  }

  void countUnknown() {
    unknown.increment();
  }

  void countExtended() {
    extended.increment();
  }

  void countFailure() {
    failures.increment();
  }

  void countOut(int bytes) {
    bytesOut.add(bytes);
  }

  void countIn(int bytes) {
    bytesIn.add(bytes);
  }
}
