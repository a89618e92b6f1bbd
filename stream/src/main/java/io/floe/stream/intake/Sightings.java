package io.floe.stream.intake;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which streams there are, from their beacons: one per mount, the best. Bus thread only. */
public final class Sightings {

  /** A stream whose owner has not been heard for so long is lost. */
  private static final long LOST_NANOS = Duration.ofSeconds(3).toNanos();

  /** A stream that is over is forgotten after this. */
  private static final long FORGET_NANOS = Duration.ofMinutes(1).toNanos();

  /** The stream on a mount, as its owner showed it last. */
  public static final class Sighting {
    private final NodeId owner;
    private Beacon beacon;
    private long heardAt;
    private boolean lost;

    private Sighting(NodeId owner, Beacon beacon, long heardAt) {
      this.owner = owner;
      this.beacon = beacon;
      this.heardAt = heardAt;
    }

    public NodeId owner() {
      return owner;
    }

    public StreamId stream() {
      return beacon.stream();
    }

    public Beacon beacon() {
      return beacon;
    }

    public boolean ended() {
      return beacon.state() == Beacon.State.ENDED;
    }

    /** Whether listeners can be given the stream. */
    public boolean onAir() {
      return !lost && !ended();
    }

    private boolean is(NodeId node, StreamId stream) {
      return owner.equals(node) && beacon.stream().equals(stream);
    }
  }

  private final Map<MountName, Sighting> mounts = new HashMap<>();

  /** Takes a beacon in; empty when it is of a stream that another one outranks. */
  public Optional<Sighting> hear(NodeId owner, Beacon beacon, long nowNanos) {
    MountName mount = beacon.stream().mount();
    Sighting known = mounts.get(mount);
    if (known != null && known.is(owner, beacon.stream())) {
      if (!known.ended()) {
        known.beacon = beacon;
        known.lost = false;
      }
      known.heardAt = nowNanos;
      return Optional.of(known);
    }
    boolean ended = beacon.state() == Beacon.State.ENDED;
    if (known == null ? ended : known.onAir() ? ended || outranks(known, owner, beacon) : ended) {
      return Optional.empty();
    }
    Sighting fresh = new Sighting(owner, beacon, nowNanos);
    mounts.put(mount, fresh);
    return Optional.of(fresh);
  }

  /** A chunk of the stream is as good as a beacon. */
  public void heard(NodeId owner, StreamId stream, long nowNanos) {
    Sighting known = mounts.get(stream.mount());
    if (known != null && known.is(owner, stream)) {
      known.heardAt = nowNanos;
    }
  }

  /** The stream on a mount that can be taken in. */
  public Optional<Sighting> onAir(MountName mount) {
    return Optional.ofNullable(mounts.get(mount)).filter(Sighting::onAir);
  }

  /** The last stream on a mount, be it over or lost; it is remembered for a minute. */
  public Optional<Sighting> latest(MountName mount) {
    return Optional.ofNullable(mounts.get(mount));
  }

  /** Streams whose owner has fallen silent since the last call. */
  public List<Sighting> lost(long nowNanos) {
    List<Sighting> silent = new ArrayList<>();
    Iterator<Sighting> all = mounts.values().iterator();
    while (all.hasNext()) {
      Sighting sighting = all.next();
      long silence = nowNanos - sighting.heardAt;
      if (sighting.onAir() && silence > LOST_NANOS) {
        sighting.lost = true;
        silent.add(sighting);
      } else if (!sighting.onAir() && silence > FORGET_NANOS) {
        all.remove();
      }
    }
    return silent;
  }

  /** This node itself was stopped for a while: nobody could have been heard. */
  public void overslept(long nanos, long nowNanos) {
    mounts
        .values()
        .forEach(sighting -> sighting.heardAt = Math.min(nowNanos, sighting.heardAt + nanos));
  }

  private static boolean outranks(Sighting known, NodeId owner, Beacon beacon) {
    long ours = known.stream().epoch();
    long theirs = beacon.stream().epoch();
    return ours > theirs || (ours == theirs && known.owner.compareTo(owner) < 0);
  }
}
