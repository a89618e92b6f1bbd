package io.floe.edge.listener;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.MountRing;
import io.floe.edge.ring.Piece;
import io.floe.wire.config.Mount;
import org.jspecify.annotations.Nullable;

/**
 * How often one listener is written to: a quarter of the audio that its player has in hand, to the
 * nearest slot. Confined to the event loop of its listener.
 */
final class Pace {

  /** Shortest and longest tick, in slots: 100 ms, and 1.8 s so that no gap comes near 2.5 s. */
  static final int SHORTEST = 100 / Round.SLOT_MILLIS;

  private static final int LONGEST = 1800 / Round.SLOT_MILLIS;

  /** So long after the start it is still being learnt how much audio the player has in hand. */
  private static final long SETTLING_NANOS = 3_000_000_000L;

  /** Slots between two writes. */
  private int period = SHORTEST;

  /** Audio that the player had in hand when it had settled, in ms, and the mount's stalls then. */
  private int inHand;

  private int stalled;

  private long begunAt;

  /** Where the player began, on the clock of the audio, in ms. */
  private long firstHeard;

  int period() {
    return period;
  }

  /** The player begins, or begins anew. */
  void begin(long nanos) {
    begunAt = nanos;
  }

  /** What the player has in hand is worth nothing: it was left behind. */
  void skipped(long nanos) {
    begunAt = nanos;
    inHand = 0;
  }

  /**
   * The player goes on with another ring.
   *
   * @param last newest of the ring before: since then, the player has lived on what it had in hand
   * @param next newest of the ring that follows
   */
  void moved(@Nullable Piece last, @Nullable Piece next, long nanos) {
    if (last != null) {
      inHand = (int) Math.max(0, inHand - (nanos - last.arrivedNanos()) / 1_000_000);
    }
    stalled = next == null ? 0 : next.stalledMillis();
    begunAt = nanos;
  }

  /** What is heard first, now or after what was left out; null when nothing is there yet. */
  void heard(@Nullable Piece first) {
    firstHeard = first == null ? 0 : clock(first);
  }

  /** Looks what the player must have in hand by now. */
  void settle(LiveMount live, Piece newest, long nanos) {
    int stalls = newest.stalledMillis() - stalled;
    if (nanos - begunAt < SETTLING_NANOS) {
      long end = clock(newest) + length(live.ring(), newest);
      int ahead =
          Math.clamp(end - firstHeard - (nanos - begunAt) / 1_000_000, 0, Integer.MAX_VALUE);
      // The newest chunk is up to its own length old, now more and now less.
      inHand = stalls == 0 ? Math.max(inHand, ahead) : ahead;
    } else if (stalls == 0) {
      return;
    } else {
      inHand -= stalls;
    }
    stalled = newest.stalledMillis();
    boolean low = live.settings().latency() == Mount.Latency.LOW;
    int quarter = low ? 0 : inHand / 4;
    period = Math.clamp((quarter + Round.SLOT_MILLIS / 2) / Round.SLOT_MILLIS, SHORTEST, LONGEST);
  }

  /** Time of the audio itself: it stands still when nothing comes. In ms. */
  private static long clock(Piece piece) {
    return piece.capturedAt() - piece.stalledMillis();
  }

  /** How long a chunk plays, in ms: as long as it took the one before it to come. */
  private static long length(MountRing ring, Piece piece) {
    Piece before = ring.piece(piece.index() - 1);
    if (before == null || before.epoch() != piece.epoch()) {
      return 0;
    }
    return Math.clamp(clock(piece) - clock(before), 0, 1000);
  }
}
