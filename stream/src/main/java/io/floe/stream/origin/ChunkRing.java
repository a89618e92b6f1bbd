package io.floe.stream.origin;

import io.floe.wire.audio.Chunk;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The newest chunks of one stream, without holes: 20 s of them and at least the given bytes, but
 * never more than 8 MiB, and less when it is {@linkplain #cut cut}. The HEADER and TITLE chunks
 * that the oldest of them needs are kept beyond that. Confined to the bus thread.
 */
final class ChunkRing {

  /** Limit of all payloads, in bytes. */
  static final int MAX_BYTES = 8 << 20;

  /** What came longer before the newest chunk than this may go. */
  static final long KEEP_NANOS = 20_000_000_000L;

  /** What a chunk weighs beside its payload, in bytes, so that tiny ones are bounded too. */
  static final int OVERHEAD = 96;

  private static final int FEWEST_SLOTS = 64;

  private final int floorBytes;
  private @Nullable Chunk[] slots = new @Nullable Chunk[FEWEST_SLOTS];

  /** When the chunks of the slots came, on a clock that nobody sets. */
  private long[] cameAt = new long[slots.length];

  private long first;
  private long next;
  private long bytes;
  private @Nullable Chunk oldHeader;
  private @Nullable Chunk oldTitle;

  /**
   * @param floorBytes kept however old they are
   */
  ChunkRing(int floorBytes) {
    this.floorBytes = Math.min(floorBytes, MAX_BYTES);
  }

  /** Sequence of the oldest chunk, {@link #next} when there is none. */
  long first() {
    return first;
  }

  /** Sequence of the chunk to come. */
  long next() {
    return next;
  }

  /** What all this weighs, the references of the oldest included, in bytes. */
  long weight() {
    return bytes + weight(oldHeader) + weight(oldTitle);
  }

  /** What the newest chunk weighs, and the header and title that it needs: never cut. */
  long least() {
    if (first == next) {
      return weight();
    }
    Chunk newest = get(next - 1);
    long references = 0;
    if (newest.header() != newest.sequence()) {
      references += weight(reference(newest.header()));
    }
    if (newest.title() != newest.sequence()) {
      references += weight(reference(newest.title()));
    }
    return weight(newest) + references;
  }

  /**
   * Adds the chunk whose sequence is {@link #next}.
   *
   * @param nowNanos on a clock that only goes forward
   */
  void add(Chunk chunk, long nowNanos) {
    if (chunk.sequence() != next) {
      throw new IllegalArgumentException("expected chunk " + next + ", not " + chunk);
    }
    if (next - first == slots.length) {
      resize(slots.length * 2);
    }
    slots[slot(next)] = chunk;
    cameAt[slot(next)] = nowNanos;
    next++;
    bytes += weight(chunk);
    while (first < next - 1 && mayDropOldest(nowNanos)) {
      dropOldest();
    }
    shrink();
  }

  /** Drops the oldest until the rest weighs so much at most; the newest chunk stays. */
  void cut(long most) {
    while (first < next - 1 && weight() > most) {
      dropOldest();
    }
    shrink();
  }

  /** Drops everything. */
  void clear() {
    while (first < next) {
      dropOldest();
    }
    oldHeader = null;
    oldTitle = null;
    shrink();
  }

  /** How many chunks there is room for without more. */
  int slots() {
    return slots.length;
  }

  /** The chunk of that sequence, which must be in the ring. */
  Chunk get(long sequence) {
    if (sequence < first || sequence >= next) {
      throw new IllegalArgumentException(sequence + " is not in " + first + " to " + next);
    }
    return Objects.requireNonNull(slots[slot(sequence)]);
  }

  /** A HEADER or TITLE chunk that is in force for something in the ring; null for NONE. */
  @Nullable Chunk reference(long sequence) {
    if (sequence >= first && sequence < next) {
      return get(sequence);
    }
    if (oldHeader != null && oldHeader.sequence() == sequence) {
      return oldHeader;
    }
    return oldTitle != null && oldTitle.sequence() == sequence ? oldTitle : null;
  }

  /**
   * Where a listener starts who wants the newest {@code wanted} bytes: the newest entry with so
   * many bytes from it to the head; the start of the link or the oldest entry when there are fewer.
   */
  long tail(int wanted) {
    long gathered = 0;
    long from = next;
    for (long at = next - 1; at >= first; at--) {
      Chunk chunk = get(at);
      switch (chunk.kind()) {
        case HEADER -> {
          return at + 1;
        }
        case TITLE -> {}
        case AUDIO -> {
          gathered += chunk.size();
          if (chunk.entry()) {
            from = at;
            if (gathered >= wanted) {
              return from;
            }
          }
        }
      }
    }
    return from;
  }

  /**
   * Where a cursor goes that wants {@code sequence}: there, or when that is gone to the oldest
   * entry, or when it has not come yet to {@link #next}.
   */
  long nearest(long sequence) {
    if (sequence >= first) {
      return Math.min(sequence, next);
    }
    for (long at = first; at < next; at++) {
      Chunk chunk = get(at);
      if (chunk.kind() == Chunk.Kind.HEADER || chunk.entry()) {
        return at;
      }
    }
    return first;
  }

  private boolean mayDropOldest(long nowNanos) {
    if (bytes > MAX_BYTES) {
      return true;
    }
    Chunk oldest = get(first);
    return nowNanos - cameAt[slot(first)] > KEEP_NANOS && bytes - weight(oldest) >= floorBytes;
  }

  private void dropOldest() {
    Chunk oldest = get(first);
    switch (oldest.kind()) {
      case HEADER -> oldHeader = oldest;
      case TITLE -> oldTitle = oldest;
      case AUDIO -> {}
    }
    slots[slot(first)] = null;
    first++;
    bytes -= weight(oldest);
    Chunk needy = first < next ? get(first) : null;
    if (needy != null && oldHeader != null && oldHeader.sequence() != needy.header()) {
      oldHeader = null;
    }
    if (needy != null && oldTitle != null && oldTitle.sequence() != needy.title()) {
      oldTitle = null;
    }
  }

  /** Once there were many tiny chunks, their empty slots would stay, and weigh. */
  private void shrink() {
    int length = slots.length;
    while (length > FEWEST_SLOTS && next - first < length / 8) {
      length /= 2;
    }
    if (length < slots.length) {
      resize(length);
    }
  }

  private void resize(int length) {
    @Nullable Chunk[] others = new @Nullable Chunk[length];
    long[] times = new long[length];
    for (long at = first; at < next; at++) {
      others[(int) (at & (length - 1))] = slots[slot(at)];
      times[(int) (at & (length - 1))] = cameAt[slot(at)];
    }
    slots = others;
    cameAt = times;
  }

  private int slot(long sequence) {
    return (int) (sequence & (slots.length - 1));
  }

  private static int weight(@Nullable Chunk chunk) {
    return chunk == null ? 0 : chunk.size() + OVERHEAD;
  }
}
