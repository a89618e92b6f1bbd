package io.floe.wire.feed;

import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Stamp;
import io.floe.wire.bus.NodeId;
import io.floe.wire.config.ConfigSnapshot;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gets a newer snapshot from one of the nodes that have it: part after part, each asked for when
 * the one before has come, so that a giver keeps no state and no more than one part is under way.
 * What does not come is asked for again, then of another node. Confined to the bus thread.
 */
final class Fetch {

  /** Who has not beaten for so long is not asked. */
  private static final long SILENT_NANOS = Duration.ofSeconds(3).toNanos();

  private static final long ASK_AGAIN_NANOS = Duration.ofMillis(500).toNanos();
  private static final int ASKS = 3;

  /** A giver that takes longer than this for the whole is left. */
  private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();

  /** For how long a node is not asked after it did not answer. */
  private static final long SILENCE_NANOS = Duration.ofSeconds(2).toNanos();

  /**
   * For how long a node is not asked after it gave something broken, unless it gets a newer one.
   */
  private static final long BROKEN_NANOS = Duration.ofSeconds(60).toNanos();

  private static final int MAX_HOLDERS = 10_000;

  /** What is done with the bytes of a whole snapshot. */
  interface Taker {
    /**
     * Takes them.
     *
     * @param outcome to be told, on the bus thread, whether they were a snapshot
     */
    void take(NodeId from, long version, byte[] packed, Consumer<Boolean> outcome);
  }

  private static final class Holder {
    private Stamp stamp = Stamp.NONE;
    private long heardAt;
    private long askNotBefore;
  }

  private static final class Transfer {
    private final NodeId from;
    private final long startedAt;
    private long version;
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int parts;
    private int next;
    private int asks;
    private long askedAt;

    Transfer(NodeId from, long version, long now) {
      this.from = from;
      this.version = version;
      this.startedAt = now;
    }

    /** The giver has a newer one by now. */
    void restart(long newer) {
      version = newer;
      bytes = new ByteArrayOutputStream();
      parts = 0;
      next = 0;
    }
  }

  private final Bus bus;
  private final LongSupplier have;
  private final Taker taker;
  private final FeedCounters counters;
  private final Random random;
  private final Map<NodeId, Holder> holders = new TreeMap<>();
  private @Nullable Transfer transfer;
  private boolean taking;

  /**
   * @param have version of the snapshot in force, 0 for none
   */
  Fetch(Bus bus, LongSupplier have, Taker taker, FeedCounters counters) {
    this.bus = bus;
    this.have = have;
    this.taker = taker;
    this.counters = counters;
    this.random = new Random(bus.self().hashCode());
  }

  /** The highest version that a living node says it has and has not failed to give; else 0. */
  long newest() {
    long now = bus.loop().nanoTime();
    return holders.values().stream()
        .filter(holder -> holder.askNotBefore - now <= 0)
        .mapToLong(holder -> holder.stamp.version())
        .max()
        .orElse(0);
  }

  /** Nodes that have some snapshot. */
  int holders() {
    return holders.size();
  }

  /** Living nodes that have another snapshot than {@code own} under the same version. */
  List<NodeId> contradicting(Stamp own) {
    return holders.entrySet().stream()
        .filter(each -> each.getValue().stamp.contradicts(own))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** A node is alive and has that snapshot. */
  void heard(NodeId from, Stamp stamp) {
    long version = stamp.version();
    if (version <= 0 || version > ConfigSnapshot.MAX_VERSION) {
      holders.remove(from);
      return;
    }
    if (holders.size() >= MAX_HOLDERS && !holders.containsKey(from)) {
      return;
    }
    long now = bus.loop().nanoTime();
    Holder holder = holders.computeIfAbsent(from, id -> new Holder());
    if (holder.stamp.version() != version) {
      holder.askNotBefore = now;
    }
    holder.stamp = stamp;
    holder.heardAt = now;
    begin();
  }

  /** Looks after what does not come. To be called a few times a second. */
  void tick() {
    long now = bus.loop().nanoTime();
    holders.values().removeIf(holder -> now - holder.heardAt > SILENT_NANOS);
    Transfer running = transfer;
    if (running != null) {
      if (!holders.containsKey(running.from)
          || now - running.startedAt > LONGEST_NANOS
          || running.version <= have.getAsLong()) {
        abandon(running, SILENCE_NANOS);
      } else if (now - running.askedAt >= ASK_AGAIN_NANOS) {
        if (running.asks >= ASKS) {
          counters.countUnanswered();
          abandon(running, SILENCE_NANOS);
        } else {
          ask(running);
        }
      }
    }
    begin();
  }

  /** A part has come, perhaps late, perhaps from somebody who was not asked. */
  void heard(NodeId from, Message.ConfigPart part) {
    Transfer running = transfer;
    if (running == null || !from.equals(running.from)) {
      return;
    }
    if (part.version() > running.version && part.version() <= ConfigSnapshot.MAX_VERSION) {
      running.restart(part.version());
    }
    if (part.version() != running.version || part.part() < running.next) {
      return;
    }
    if (running.next == 0) {
      running.parts = part.parts();
    }
    boolean last = part.part() == part.parts() - 1;
    int length = part.bytes().length;
    if (part.part() != running.next
        || part.parts() != running.parts
        || part.parts() > Parcel.MAX_PARTS
        || part.part() >= part.parts()
        || length == 0
        || length > Parcel.PART_BYTES
        || (!last && length != Parcel.PART_BYTES)) {
      counters.countRejected();
      abandon(running, BROKEN_NANOS);
      begin();
      return;
    }
    running.bytes.writeBytes(part.bytes());
    running.next++;
    running.asks = 0;
    if (last) {
      complete(running);
    } else {
      ask(running);
    }
  }

  private void complete(Transfer whole) {
    transfer = null;
    taking = true;
    taker.take(
        whole.from,
        whole.version,
        whole.bytes.toByteArray(),
        good -> {
          taking = false;
          if (good) {
            counters.countFetched();
          } else {
            setAside(whole.from, BROKEN_NANOS);
          }
          begin();
        });
  }

  private void begin() {
    if (transfer != null || taking) {
      return;
    }
    long now = bus.loop().nanoTime();
    long best = have.getAsLong();
    List<NodeId> candidates = new ArrayList<>();
    for (Map.Entry<NodeId, Holder> each : holders.entrySet()) {
      Holder holder = each.getValue();
      long version = holder.stamp.version();
      if (version < best || holder.askNotBefore - now > 0) {
        continue;
      }
      if (version > best) {
        best = version;
        candidates.clear();
      }
      candidates.add(each.getKey());
    }
    if (best == have.getAsLong()) {
      return;
    }
    // Any of them: when many nodes want it at once, they do not all ask the same one.
    Transfer begun = new Transfer(candidates.get(random.nextInt(candidates.size())), best, now);
    transfer = begun;
    ask(begun);
  }

  private void ask(Transfer running) {
    running.asks++;
    running.askedAt = bus.loop().nanoTime();
    bus.send(running.from, new Message.ConfigWanted(running.version, running.next));
  }

  private void abandon(Transfer running, long nanos) {
    transfer = null;
    setAside(running.from, nanos);
  }

  private void setAside(NodeId node, long nanos) {
    Holder holder = holders.get(node);
    if (holder != null) {
      holder.askNotBefore = bus.loop().nanoTime() + nanos;
    }
  }
}
