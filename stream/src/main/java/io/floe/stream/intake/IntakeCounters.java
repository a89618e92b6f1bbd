package io.floe.stream.intake;

import java.util.concurrent.atomic.LongAdder;

/** How chunks have come to this node since its start. Written by the bus thread, read by any. */
public final class IntakeCounters {

  final LongAdder chunks = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder rewinds = new LongAdder();
  final LongAdder repaired = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder unreferenced = new LongAdder();
  final Spread lag = new Spread();

  /** Chunks taken in. */
  public long chunks() {
    return chunks.sum();
  }

  /** Payload bytes taken in. */
  public long bytes() {
    return bytes.sum();
  }

  /** Chunks that came again. */
  public long duplicates() {
    return duplicates.sum();
  }

  /** Requests to an owner to go back. */
  public long rewinds() {
    return rewinds.sum();
  }

  /** Gaps closed without loss. */
  public long repaired() {
    return repaired.sum();
  }

  /** Chunks that were gone from the owner's ring before they could be had. */
  public long lost() {
    return lost.sum();
  }

  /** Chunks taken although the header or title they name could not be had. */
  public long unreferenced() {
    return unreferenced.sum();
  }

  /** From a live chunk's capture to its arrival; needs clocks that agree. */
  public Spread lag() {
    return lag;
  }
}
