package io.floe.edge.listener;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives everyone on one event loop its turns: a wheel of slots, each an array of those who are due.
 * One timer drives it while anyone is there. Nothing is allocated per turn.
 *
 * <p>Confined to its event loop.
 */
final class Round {

  private static final Logger LOG = Logger.getLogger(Round.class);

  /** Length of a slot. */
  static final int SLOT_MILLIS = 100;

  /** Furthest turn ahead, in slots. */
  static final int MAX_SLOTS = 31;

  private static final int WHEEL = MAX_SLOTS + 1;
  private static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(SLOT_MILLIS);

  private final EventLoop loop;
  private final int phaseMillis;
  private final @Nullable Ticked[][] slots = new @Nullable Ticked[WHEEL][];
  private final int[] counts = new int[WHEEL];
  private @Nullable Ticked[] due = new @Nullable Ticked[16];
  private @Nullable Batch batch;
  private @Nullable ScheduledFuture<?> timer;
  private int present;
  private int spread;
  private long turn;
  private long turnNanos;

  /** A round that fires at the beginning of each slot. */
  Round(EventLoop loop) {
    this(loop, 0);
  }

  /**
   * @param phaseMillis how far into each slot it fires: loops that fire one after the other do not
   *     contend for processors
   */
  Round(EventLoop loop, int phaseMillis) {
    this.loop = loop;
    this.phaseMillis = phaseMillis;
    for (int i = 0; i < WHEEL; i++) {
      slots[i] = new @Nullable Ticked[16];
    }
  }

  /** How those of this round write. */
  Batch batch() {
    Batch known = batch;
    if (known == null) {
      known = new Batch();
      batch = known;
    }
    return known;
  }

  /** A first turn within the next {@code period} slots, spreading those who come together. */
  void join(Ticked ticked, int period) {
    spread++;
    add(ticked, 1 + spread % period);
  }

  /** A first turn in {@code ahead} slots. */
  void add(Ticked ticked, int ahead) {
    if (present++ == 0) {
      turnNanos = System.nanoTime();
      timer =
          loop.scheduleAtFixedRate(
              this::run, untilPhase(turnNanos), SLOT_NANOS, TimeUnit.NANOSECONDS);
    }
    put(ticked, ahead);
  }

  /** In ns. */
  private long untilPhase(long nanos) {
    long into = Math.floorMod(nanos - TimeUnit.MILLISECONDS.toNanos(phaseMillis), SLOT_NANOS);
    turnNanos = nanos - into;
    return SLOT_NANOS - into;
  }

  private void put(Ticked ticked, int ahead) {
    int slot = (int) ((turn + Math.clamp(ahead, 1, MAX_SLOTS)) % WHEEL);
    @Nullable Ticked[] array = slots[slot];
    int count = counts[slot];
    if (count == array.length) {
      array = Arrays.copyOf(array, count * 2);
      slots[slot] = array;
    }
    array[count] = ticked;
    counts[slot] = count + 1;
  }

  /** Everyone who is due some time, and perhaps some who have left since their last turn. */
  void each(Consumer<Ticked> visitor) {
    for (int slot = 0; slot < WHEEL; slot++) {
      for (int i = 0; i < counts[slot]; i++) {
        Ticked ticked = slots[slot][i];
        if (ticked != null) {
          visitor.accept(ticked);
        }
      }
    }
  }

  /** A timer that throws is not run again, and with it would go everybody on this loop. */
  private void run() {
    try {
      advance();
    } catch (RuntimeException | Error failed) {
      LOG.error("A turn of a listener loop failed; the next one goes on", failed);
    }
  }

  private void advance() {
    long nanos = System.nanoTime();
    // A loop that was held up gives each slot it missed its turn, but never more than one wheel.
    for (int i = 0; i < WHEEL && nanos - turnNanos >= SLOT_NANOS; i++) {
      turnNanos += SLOT_NANOS;
      turn++;
      fire((int) (turn % WHEEL), nanos);
    }
    if (nanos - turnNanos >= SLOT_NANOS) {
      turnNanos = nanos;
    }
    batch().letGo();
    ScheduledFuture<?> running = timer;
    if (present == 0 && running != null) {
      running.cancel(false);
      timer = null;
    }
  }

  private void fire(int slot, long nanos) {
    @Nullable Ticked[] firing = slots[slot];
    int count = counts[slot];
    slots[slot] = due;
    counts[slot] = 0;
    for (int i = 0; i < count; i++) {
      Ticked ticked = firing[i];
      firing[i] = null;
      if (ticked != null) {
        turnOf(ticked, nanos);
      }
    }
    due = firing;
  }

  private void turnOf(Ticked ticked, long nanos) {
    try {
      int ahead = ticked.tick(nanos);
      if (ahead != Ticked.GONE) {
        put(ticked, ahead);
        return;
      }
    } catch (RuntimeException | Error broken) {
      end(ticked, broken);
    }
    present--;
  }

  private static void end(Ticked ticked, Throwable broken) {
    try {
      ticked.broke(broken);
    } catch (RuntimeException | Error worse) {
      // There may be no memory to say it; the others have their turns all the same.
    }
  }
}
