package io.floe.edge.ring;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Where one AUDIO or HEADER chunk lies in the ring and what is known of it.
 *
 * <p>Immutable. It may outlive its bytes: {@link Block#retain} tells. Threads: any.
 */
public final class Piece {

  private final long index;
  private final long position;
  private final Block block;
  private final int offset;
  private final int length;
  private final boolean header;
  private final boolean entry;
  private final long epoch;
  private final long arrivedNanos;
  private final long airedNanos;
  private final long capturedAt;
  private final int stalledMillis;
  private final int weight;
  private final @Nullable Link link;
  private final Title title;

  Piece(
      long index,
      long position,
      Block block,
      int offset,
      int length,
      boolean header,
      boolean entry,
      long epoch,
      long arrivedNanos,
      long airedNanos,
      long capturedAt,
      int stalledMillis,
      int weight,
      @Nullable Link link,
      Title title) {
    this.index = index;
    this.position = position;
    this.block = block;
    this.offset = offset;
    this.length = length;
    this.header = header;
    this.entry = entry;
    this.epoch = epoch;
    this.arrivedNanos = arrivedNanos;
    this.airedNanos = airedNanos;
    this.capturedAt = capturedAt;
    this.stalledMillis = stalledMillis;
    this.weight = weight;
    this.link = link;
    this.title = title;
  }

  /** Its number in the ring, over all epochs. */
  public long index() {
    return index;
  }

  /** Bytes of the ring's life that came before it. */
  public long position() {
    return position;
  }

  /** Position of the byte after it. */
  public long end() {
    return position + length;
  }

  public int length() {
    return length;
  }

  /** Whether it is the header pages of its link. */
  public boolean header() {
    return header;
  }

  /** Whether a listener may start here. */
  public boolean entry() {
    return entry;
  }

  public long epoch() {
    return epoch;
  }

  /** When it came to this edge, on the ring's monotonic clock: a listener can be late from then. */
  public long arrivedNanos() {
    return arrivedNanos;
  }

  /**
   * When it went on the air, on the same clock: long before it came here if it was part of a tail.
   */
  public long airedNanos() {
    return airedNanos;
  }

  /** Wall clock of the owner in ms; differences within an epoch are audio time. */
  public long capturedAt() {
    return capturedAt;
  }

  /**
   * How long the mount has been without new audio in its life, as far as that was not caught up: a
   * listener who was there has so much less in hand.
   */
  public int stalledMillis() {
    return stalledMillis;
  }

  /** The link it belongs to; null in streams without header pages. */
  public @Nullable Link link() {
    return link;
  }

  public Title title() {
    return title;
  }

  /**
   * Part of its bytes, for the caller to release; null when the ring has let go of them. Allocates:
   * a listener's writes go through {@link Spans}.
   */
  public @Nullable ByteBuf window(int from, int size) {
    return window(block, offset + from, size);
  }

  static @Nullable ByteBuf window(Block block, int offset, int size) {
    if (!block.retain()) {
      return null;
    }
    ByteBuf window = block.window(offset, size);
    block.release();
    return window;
  }

  /** What it weighs beside its bytes, with a title or link that it is the first to have. */
  int weight() {
    return weight;
  }

  Block block() {
    return block;
  }

  int offset() {
    return offset;
  }
}
