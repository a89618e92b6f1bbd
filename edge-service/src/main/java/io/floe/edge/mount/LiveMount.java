package io.floe.edge.mount;

import io.floe.edge.ring.MountRing;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.config.Mount;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** One mount that flows to this edge: its ring, and what its listeners need to know. Any thread. */
public final class LiveMount {

  private final MountName name;
  private final MountRing ring;
  private final Supplier<Mount> settings;
  private final Tally tally;
  private final AtomicInteger listeners = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();
  private volatile StreamInfo info;
  private volatile String tenant = "";
  private volatile long wantedAt = Long.MIN_VALUE / 2;

  public LiveMount(MountName name, MountRing ring, StreamInfo info, Supplier<Mount> settings) {
    this(name, ring, info, settings, new Tally(System::nanoTime));
  }

  LiveMount(
      MountName name, MountRing ring, StreamInfo info, Supplier<Mount> settings, Tally tally) {
    this.name = name;
    this.ring = ring;
    this.info = info;
    this.settings = settings;
    this.tally = tally;
  }

  public MountName name() {
    return name;
  }

  public MountRing ring() {
    return ring;
  }

  /**
   * As announced by the source that feeds the ring now. The content type never changes: a source of
   * another one gets another LiveMount.
   */
  public StreamInfo info() {
    return info;
  }

  /** The newest settings. */
  public Mount settings() {
    return settings.get();
  }

  /** What its listeners have had, now and before. */
  public Tally tally() {
    return tally;
  }

  /** A listener has come, whatever the limit. */
  public void joined() {
    join(Integer.MAX_VALUE);
  }

  /** A listener has come; false when there are {@code most} already, and it has not. */
  public boolean join(int most) {
    int before = listeners.getAndUpdate(count -> count < most ? count + 1 : count);
    if (before >= most) {
      return false;
    }
    peak.accumulateAndGet(before + 1, Math::max);
    return true;
  }

  /** A listener has gone. Each joined listener leaves once. */
  public void left() {
    listeners.decrementAndGet();
  }

  public int listeners() {
    return listeners.get();
  }

  public int peak() {
    return peak.get();
  }

  /** As {@link Beacon#tenant} of the source that feeds the ring now, or fed it last. */
  public String tenant() {
    return tenant;
  }

  /** This source feeds the ring from now on: the first one, or one of the same content type. */
  public void follow(Beacon source) {
    info = source.info();
    tenant = source.tenant();
  }

  /** Somebody has been given this mount, at that {@link io.floe.wire.bus.Loop#nanoTime}. */
  void wanted(long nowNanos) {
    wantedAt = nowNanos;
  }

  long wantedAt() {
    return wantedAt;
  }
}
