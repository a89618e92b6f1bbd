package io.floe.transcoder.codec;

import io.floe.stream.framing.OggPage;
import java.util.Arrays;

/**
 * The packets of one logical stream that end on a page. Those that began on an earlier page are put
 * together here; one whose beginning did not come is left out. Confined to one thread.
 */
final class OggPackets {

  /** No packet of audio comes near this; what is longer is cut, and will not decode. */
  private static final int LONGEST = 1 << 20;

  private static final int SEGMENT = 255;

  /** A packet that goes on behind the page; {@code open} if all that came of it is here. */
  private byte[] partial = new byte[4 << 10];

  private int partialLength;
  private boolean open;

  /** The packet that ended on this page and began on another. */
  private byte[] joined = new byte[4 << 10];

  private boolean firstIsJoined;
  private byte[] page = joined;
  private final int[] starts = new int[SEGMENT];
  private final int[] lengths = new int[SEGMENT];
  private int count;

  /** How many packets end on the page. */
  int count() {
    return count;
  }

  byte[] bytes(int packet) {
    return packet == 0 && firstIsJoined ? joined : page;
  }

  int start(int packet) {
    return starts[packet];
  }

  int length(int packet) {
    return lengths[packet];
  }

  /** The next page does not continue what came before. */
  void forget() {
    open = false;
    count = 0;
  }

  /** Takes a page, whose array must stay as it is while its packets are used. */
  void take(byte[] bytes, int at) {
    page = bytes;
    count = 0;
    firstIsJoined = false;
    boolean continued = OggPage.continued(bytes, at);
    boolean joining = continued && open;
    boolean headless = continued && !open;
    if (!joining) {
      partialLength = 0;
    }
    int start = OggPage.body(bytes, at);
    int end = start;
    int segments = OggPage.segments(bytes, at);
    for (int i = 0; i < segments; i++) {
      int segment = OggPage.segment(bytes, at, i);
      end += segment;
      if (segment < SEGMENT) {
        if (joining) {
          join(bytes, start, end - start);
        } else if (!headless) {
          add(start, end - start);
        }
        joining = false;
        headless = false;
        start = end;
      }
    }
    open = end > start && !headless;
    if (open) {
      append(bytes, start, end - start);
    }
  }

  private void add(int start, int length) {
    starts[count] = start;
    lengths[count++] = length;
  }

  private void join(byte[] bytes, int at, int length) {
    append(bytes, at, length);
    byte[] whole = partial;
    partial = joined;
    joined = whole;
    firstIsJoined = true;
    add(0, partialLength);
    partialLength = 0;
  }

  private void append(byte[] bytes, int at, int length) {
    int whole = Math.min(LONGEST, partialLength + length);
    if (whole > partial.length) {
      partial = Arrays.copyOf(partial, Math.min(LONGEST, Math.max(whole, 2 * partial.length)));
    }
    System.arraycopy(bytes, at, partial, partialLength, whole - partialLength);
    partialLength = whole;
  }
}
