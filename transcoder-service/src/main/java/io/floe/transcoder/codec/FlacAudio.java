package io.floe.transcoder.codec;

/** One link of FLAC in Ogg: a frame in each packet. Confined to one thread. */
final class FlacAudio implements OggAudio {

  /** In the first packet, behind the header of the mapping and of the block. */
  private static final int STREAM_INFO_AT = 17;

  private final FlacFrame frame = new FlacFrame();
  private final FlacOutput output;

  private FlacAudio(byte[] info, int at) throws UnsupportedAudioException {
    frame.streamInfo(info, at);
    this.output = new FlacOutput(frame.streamFormat());
  }

  /**
   * Reads the first packet.
   *
   * @throws UnsupportedAudioException it is broken, or describes what cannot be decoded here
   */
  static FlacAudio of(byte[] bytes, int at, int length) throws UnsupportedAudioException {
    if (length < STREAM_INFO_AT + FlacFrame.STREAM_INFO_BYTES) {
      throw new UnsupportedAudioException("the FLAC header is incomplete");
    }
    return new FlacAudio(bytes, at + STREAM_INFO_AT);
  }

  /** Samples that were worked out so far. */
  long worked() {
    return frame.worked();
  }

  @Override
  public Format format() {
    return output.format();
  }

  @Override
  public boolean page(OggPackets packets, long granule, boolean last, boolean gap, PcmSink out) {
    boolean decoded = false;
    for (int i = 0; i < packets.count() && !out.full(); i++) {
      int start = packets.start(i);
      int length = packets.length(i);
      if (frame.decode(packets.bytes(i), start, start + length) <= 0) {
        frame.vain();
        frame.passed(length);
      } else if (output.fits(frame)) {
        output.frame(frame, out);
        decoded = true;
      }
    }
    return decoded;
  }
}
