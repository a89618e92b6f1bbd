package io.floe.edge.mount;

import io.floe.edge.ring.MountRing;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.config.Mount;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** One mount that flows to this edge: its ring, and what its listeners need to know. Any thread. */
public final class LiveMount {

  private final MountName name;
  private final MountRing ring;
  private final StreamInfo info;
  private final Supplier<Mount> settings;
  private final AtomicInteger listeners = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();

  public LiveMount(MountName name, MountRing ring, StreamInfo info, Supplier<Mount> settings) {
    this.name = name;
    this.ring = ring;
    this.info = info;
    this.settings = settings;
  }

  public MountName name() {
    return name;
  }

  public MountRing ring() {
    return ring;
  }

  /**
   * As announced by the source that opened the ring. A source of another content type gets another
   * LiveMount.
   */
  public StreamInfo info() {
    return info;
  }

  /** The newest settings. */
  public Mount settings() {
    return settings.get();
  }

  /** A listener has come. */
  public void joined() {
    int now = listeners.incrementAndGet();
    peak.accumulateAndGet(now, Math::max);
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
}
