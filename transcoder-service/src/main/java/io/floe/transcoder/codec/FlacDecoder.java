package io.floe.transcoder.codec;

import org.jspecify.annotations.Nullable;

/**
 * FLAC without a wrapping. Its frames do not tell their length: one is whole when it can be decoded
 * and its checksum holds. Confined to one thread.
 */
final class FlacDecoder implements Decoder {

  /** No frame of two channels comes near this. */
  private static final int LONGEST_FRAME = 1 << 20;

  private static final int STEP = 4 << 10;
  private static final int BLOCK_HEADER = 4;
  private static final int LAST_BLOCK = 0x80;

  private final FlacFrame frame = new FlacFrame();
  private final Fruitless fruitless = new Fruitless();
  private byte[] held = new byte[64 << 10];
  private int from;
  private int to;

  /** How many held bytes it takes until it is worth to look again. */
  private int need = 1;

  /** Bytes of metadata that are still to be passed over. */
  private long metadata;

  private boolean inMetadata;

  /** Whether the next byte is where a frame or a new stream begins. */
  private boolean aligned = true;

  private @Nullable FlacOutput output;
  private boolean closed;

  @Override
  public void push(byte[] bytes, int offset, int length, PcmSink out) {
    int end = offset + length;
    for (int at = offset; at < end && !closed; ) {
      int count = Math.min(end - at, STEP);
      if (metadata > 0) {
        count = (int) Math.min(count, metadata);
        metadata -= count;
      } else {
        hold(bytes, at, count);
        look(out);
      }
      at += count;
      if (at == end && need > 1) {
        // Nobody knows when more will come.
        need = 1;
        look(out);
      }
      if (fruitless.exhausted()) {
        fail(
            "nothing could be decoded in "
                + fruitless.bytes()
                + " bytes: this is no FLAC; check what the encoder sends and its content type",
            out);
      }
    }
  }

  /** Samples that were worked out so far. */
  long worked() {
    return frame.worked();
  }

  @Override
  public void reset() {
    from = 0;
    to = 0;
    need = 1;
    metadata = 0;
    inMetadata = false;
    aligned = true;
  }

  @Override
  public void close() {
    closed = true;
    held = new byte[0];
    reset();
  }

  private void fail(String reason, PcmSink out) {
    if (!closed) {
      close();
      out.failed(reason);
    }
  }

  private void hold(byte[] bytes, int at, int count) {
    if (to + count > held.length) {
      byte[] target = held;
      if ((to - from + count) * 2 > held.length) {
        target = new byte[(to - from + count) * 2];
      }
      System.arraycopy(held, from, target, 0, to - from);
      held = target;
      to -= from;
      from = 0;
    }
    System.arraycopy(bytes, at, held, to, count);
    to += count;
  }

  private void look(PcmSink out) {
    while (to - from >= need && !closed && metadata == 0) {
      need = 1;
      if (inMetadata) {
        block();
      } else if (out.full()) {
        from = to;
        aligned = false;
      } else if (aligned && held[from] == 'f') {
        begin();
      } else if (held[from] == (byte) 0xFF) {
        frame(out);
      } else {
        skip();
      }
    }
  }

  private void skip() {
    aligned = false;
    from++;
    frame.passed(1);
    fruitless.inVain(1);
  }

  private void begin() {
    if (to - from < BLOCK_HEADER) {
      need = BLOCK_HEADER;
    } else if (held[from + 1] == 'L' && held[from + 2] == 'a' && held[from + 3] == 'C') {
      from += BLOCK_HEADER;
      inMetadata = true;
    } else {
      skip();
    }
  }

  private void block() {
    if (to - from < BLOCK_HEADER + FlacFrame.STREAM_INFO_BYTES) {
      need = BLOCK_HEADER + FlacFrame.STREAM_INFO_BYTES;
      return;
    }
    int type = held[from] & 0x7F;
    inMetadata = (held[from] & LAST_BLOCK) == 0;
    int length =
        ((held[from + 1] & 0xFF) << 16) | ((held[from + 2] & 0xFF) << 8) | (held[from + 3] & 0xFF);
    if (type == 0 && length == FlacFrame.STREAM_INFO_BYTES) {
      frame.streamInfo(held, from + BLOCK_HEADER);
    }
    from += BLOCK_HEADER;
    int here = Math.min(length, to - from);
    from += here;
    metadata = (long) length - here;
    fruitless.skipped(length);
  }

  private void frame(PcmSink out) {
    int length = frame.decode(held, from, to);
    if (length > 0) {
      aligned = true;
      emit(out);
      fruitless.decoded();
      from += length;
    } else if (frame.surround()) {
      fail("FLAC with more than two channels cannot be decoded: send mono or stereo", out);
    } else if (length == FlacFrame.INCOMPLETE && to - from < LONGEST_FRAME) {
      // What failed for want of bytes is not tried again for each of them.
      need = (to - from) + (to - from) / 4 + 64;
    } else {
      frame.vain();
      skip();
    }
  }

  private void emit(PcmSink out) {
    FlacOutput now = output;
    if (now == null || !now.fits(frame)) {
      now = new FlacOutput(new Format(frame.sampleRate(), frame.channels()));
      output = now;
      out.format(now.format());
    }
    now.frame(frame, out);
  }
}
