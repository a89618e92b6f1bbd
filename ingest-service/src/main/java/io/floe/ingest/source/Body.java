package io.floe.ingest.source;

/** How the audio of one source lies in its bytes. Confined to one thread. */
interface Body {

  /** What the bytes taken so far amount to. */
  enum Step {
    /** There may be more. */
    MORE,
    /** The body is whole; what follows is not part of it. */
    END,
    /** The framing is broken; nothing more can be read. */
    BROKEN
  }

  /** Where the audio goes. */
  @FunctionalInterface
  interface Audio {
    void bytes(byte[] bytes, int offset, int length);
  }

  /** Hands the audio in these bytes to {@code out}. Not called again after END or BROKEN. */
  Step take(byte[] bytes, int offset, int length, Audio out);

  /** All that comes until the connection closes: what encoders do. */
  static Body unframed() {
    return (bytes, offset, length, out) -> {
      out.bytes(bytes, offset, length);
      return Step.MORE;
    };
  }

  /** Exactly {@code total} bytes. */
  static Body counted(long total) {
    return new Body() {
      private long left = total;

      @Override
      public Step take(byte[] bytes, int offset, int length, Audio out) {
        int n = (int) Math.min(left, length);
        out.bytes(bytes, offset, n);
        left -= n;
        return left == 0 ? Step.END : Step.MORE;
      }
    };
  }
}
