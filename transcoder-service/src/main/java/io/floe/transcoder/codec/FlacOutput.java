package io.floe.transcoder.codec;

/**
 * Hands decoded FLAC frames of one format on. Frames tell their position, so that those that are
 * missing or were broken are noticed at the next good one, and filled with silence if that is
 * short. Confined to one thread.
 */
final class FlacOutput {

  private static final long UNKNOWN = -1;
  private static final int SILENCE_FRAMES = 4_096;

  private final Format format;
  private final float[] silence;
  private long next = UNKNOWN;

  FlacOutput(Format format) {
    this.format = format;
    this.silence = new float[SILENCE_FRAMES * format.channels()];
  }

  Format format() {
    return format;
  }

  /** Whether the frame decoded last is of this format. */
  boolean fits(FlacFrame frame) {
    return frame.sampleRate() == format.sampleRate() && frame.channels() == format.channels();
  }

  void frame(FlacFrame frame, PcmSink out) {
    if (next != UNKNOWN && frame.position() > next) {
      fill(frame.position() - next, out);
    }
    out.samples(frame.samples(), 0, frame.frames());
    next = frame.position() + frame.frames();
  }

  private void fill(long missing, PcmSink out) {
    int filled = missing > format.sampleRate() ? 0 : (int) missing;
    for (int left = filled; left > 0; left -= SILENCE_FRAMES) {
      out.samples(silence, 0, Math.min(left, SILENCE_FRAMES));
    }
    out.lost(filled, "frames of the stream did not come or were broken");
  }
}
