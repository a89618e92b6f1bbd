package io.floe.edge.mount;

import io.floe.stream.intake.IntakeCounters;
import io.floe.stream.intake.Spread;
import java.util.concurrent.atomic.LongAdder;

/** How audio has come to this edge since its start. Written by the bus thread, read by any. */
public final class MountCounters {

  final IntakeCounters intake = new IntakeCounters();
  final LongAdder foreign = new LongAdder();
  final LongAdder coldOpens = new LongAdder();
  final LongAdder searches = new LongAdder();
  final LongAdder searchesShed = new LongAdder();
  final LongAdder ownersLost = new LongAdder();
  final LongAdder epochs = new LongAdder();
  final Spread join = new Spread();

  /** What came over the leases. */
  public IntakeCounters intake() {
    return intake;
  }

  /** Chunks of a stream that this edge has not asked for, or not any more. */
  public long foreign() {
    return foreign.sum();
  }

  /** Leases begun for listeners. */
  public long coldOpens() {
    return coldOpens.sum();
  }

  /** Times that the ingests were asked for a mount nobody had announced. */
  public long searches() {
    return searches.sum();
  }

  /** Listeners told "no such mount" without asking because too many had asked in that second. */
  public long searchesShed() {
    return searchesShed.sum();
  }

  /** Streams whose owner fell silent. */
  public long ownersLost() {
    return ownersLost.sum();
  }

  /** Streams appended to the ring of the one before. */
  public long epochs() {
    return epochs.sum();
  }

  /** From a listener's request to its mount being at hand, when it was not warm. */
  public Spread join() {
    return join;
  }
}
