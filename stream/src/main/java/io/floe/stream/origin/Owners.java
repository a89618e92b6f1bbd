package io.floe.stream.origin;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which node owned each mount last, as far as this node has heard. Bounded: mounts heard of longest
 * ago are forgotten first. Confined to the bus thread.
 */
final class Owners {

  private static final int LIMIT = 50_000;

  /**
   * @param highest epoch ever heard, which may be that of another stream, since ended
   */
  private record Heard(StreamId stream, NodeId owner, boolean ended, long highest) {}

  private final Map<MountName, Heard> mounts =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MountName, Heard> eldest) {
          return size() > LIMIT;
        }
      };

  /** Takes a beacon in. A stream on the air wins over one that has ended, whatever its epoch. */
  void hear(NodeId owner, Beacon beacon) {
    StreamId stream = beacon.stream();
    boolean ended = beacon.state() == Beacon.State.ENDED;
    Heard known = mounts.get(stream.mount());
    if (known == null) {
      mounts.put(stream.mount(), new Heard(stream, owner, ended, stream.epoch()));
      return;
    }
    long highest = Math.max(known.highest, stream.epoch());
    boolean same = known.stream.equals(stream) && known.owner.equals(owner);
    boolean better =
        known.ended == ended
            ? !outranks(known.stream, known.owner, stream, owner)
            : known.ended || same;
    mounts.put(
        stream.mount(),
        better
            ? new Heard(stream, owner, ended, highest)
            : new Heard(known.stream, known.owner, known.ended, highest));
  }

  /** The highest epoch heard for the mount, 0 for none. */
  long highest(MountName mount) {
    Heard known = mounts.get(mount);
    return known == null ? 0 : known.highest;
  }

  /** Who owns the mount, unless its stream has ended. */
  Optional<NodeId> owner(MountName mount) {
    Heard known = mounts.get(mount);
    return known == null || known.ended ? Optional.empty() : Optional.of(known.owner);
  }

  /** A node is gone and its streams with it. */
  void bury(NodeId node) {
    mounts.replaceAll((mount, heard) ->
        heard.owner.equals(node) ? new Heard(heard.stream, node, true, heard.highest) : heard);
  }

  /** Of two streams on a mount, whether the first wins: the higher epoch, then the lower node. */
  static boolean outranks(StreamId first, NodeId firstOwner, StreamId second, NodeId secondOwner) {
    return first.epoch() > second.epoch()
        || (first.epoch() == second.epoch() && firstOwner.compareTo(secondOwner) < 0);
  }
}
