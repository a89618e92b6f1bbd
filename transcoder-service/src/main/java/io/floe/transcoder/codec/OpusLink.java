package io.floe.transcoder.codec;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;

/**
 * One link of an Ogg Opus chain: header pages, then pages of whole packets of 20 ms. Positions are
 * samples per channel at 48 kHz. Confined to one thread.
 *
 * <p>The bitrate is variable without the encoder's own constraint, which spends less on what is
 * hard. Left alone it would be a quarter off on some material, so the encoder is told a little more
 * or less than what was asked for until the average over some seconds is right.
 */
final class OpusLink {

  static final int PACKET = 960;

  private static final int LONGEST_PACKET = 1_276;
  private static final int LOWEST_BITRATE = Codecs.LOWEST_OPUS_KBPS * 1000;
  private static final int HIGHEST_BITRATE = Codecs.HIGHEST_OPUS_KBPS * 1000;
  private static final int COMPLEXITY = 10;

  /** The only byte of a packet of 20 ms without contents: decoders conceal what is missing. */
  private static final int EMPTY_PACKET = 31 << 3;

  private static final int STEREO = 4;

  private static final int PACKETS_PER_SECOND = OpusChain.RATE / PACKET;

  /** Bits too many or too few are made up for in about this time. */
  private static final int BALANCE_SECONDS = 2;

  private static final int BALANCE_PACKETS = 25;
  private static final int FOREVER = -1;

  private final OggWriter writer;
  private final int channels;
  private final int bitrate;
  private final int pageFrames;
  private final short[] pending;
  private final byte[] packet = new byte[LONGEST_PACKET];
  private OpusEncoder encoder;
  private final int lookahead;
  private final int preSkip;

  private int pendingFrames;
  private long taken;

  /** What the packets so far hold, those on no page yet included. */
  private long granule;

  /** What players have played after the pages so far. */
  private long played;

  /** Bits spent beyond what was asked for, within one second's worth. */
  private long surplus;

  private int balanced;
  private long endsAt = FOREVER;
  private boolean ended;

  /**
   * Begins a link.
   *
   * @param preRoll how many of the first samples are for the encoder and decoders to settle, and
   *     not to be played
   */
  OpusLink(OggWriter writer, int channels, int bitrate, int pageFrames, int preRoll) {
    this.writer = writer;
    this.channels = channels;
    this.bitrate = bitrate;
    this.pageFrames = pageFrames;
    this.pending = new short[PACKET * channels];
    this.encoder = encoder();
    this.lookahead = encoder.getLookahead();
    this.preSkip = lookahead + preRoll;
  }

  /** Hands out the header pages. */
  void begin(int serial, String title, EncodedSink out) {
    writer.begin(serial);
    byte[] head = OpusHeaders.head(channels, preSkip);
    writer.add(head, 0, head.length);
    int headLength = writer.complete(0, false);
    byte[] headPage = new byte[headLength];
    System.arraycopy(writer.bytes(), 0, headPage, 0, headLength);
    byte[] tags = OpusHeaders.tags(title);
    writer.add(tags, 0, tags.length);
    int tagsLength = writer.complete(0, false);
    byte[] both = new byte[headLength + tagsLength];
    System.arraycopy(headPage, 0, both, 0, headLength);
    System.arraycopy(writer.bytes(), 0, both, headLength, tagsLength);
    out.header(both, 0, both.length);
  }

  /** Takes samples; those that come after the end are left out. */
  void add(short[] samples, int offset, int frames, EncodedSink out) {
    int done = 0;
    while (done < frames && !ended) {
      int count = Math.min(frames - done, PACKET - pendingFrames);
      System.arraycopy(
          samples, (offset + done) * channels, pending, pendingFrames * channels, count * channels);
      pendingFrames += count;
      taken += count;
      done += count;
      if (pendingFrames == PACKET) {
        encode(out);
        pendingFrames = 0;
      }
    }
  }

  /** The link ends after the samples taken so far, as soon as enough of those behind them came. */
  void endHere() {
    endsAt = taken;
  }

  /** Whether its last page has been handed out. */
  boolean ended() {
    return ended;
  }

  private void encode(EncodedSink out) {
    int length = encoded();
    if (!writer.fits(length)) {
      page(false, out);
    }
    writer.add(packet, 0, length);
    granule += PACKET;
    balance(length);
    if (endsAt != FOREVER && granule >= endsAt + lookahead) {
      granule = endsAt + lookahead;
      ended = true;
      page(true, out);
    } else if (granule - preSkip - played >= pageFrames) {
      page(false, out);
    }
  }

  private void balance(int length) {
    surplus += length * 8L - bitrate / PACKETS_PER_SECOND;
    surplus = Math.clamp(surplus, -bitrate, bitrate);
    if (++balanced == BALANCE_PACKETS) {
      balanced = 0;
      encoder.setBitrate(
          Math.clamp(bitrate - surplus / BALANCE_SECONDS, LOWEST_BITRATE, HIGHEST_BITRATE));
    }
  }

  private void page(boolean last, EncodedSink out) {
    int length = writer.complete(granule, last);
    long end = Math.max(0, granule - preSkip);
    int frames = (int) (end - played);
    played = end;
    out.audio(writer.bytes(), 0, length, frames, true);
  }

  /** Whatever the library throws costs one packet. */
  private int encoded() {
    try {
      int length = encoder.encode(pending, 0, PACKET, packet, 0, packet.length);
      if (length > 0) {
        return length;
      }
    } catch (OpusException | RuntimeException | AssertionError broken) {
      encoder = encoder();
    }
    packet[0] = (byte) (EMPTY_PACKET | (channels == 2 ? STEREO : 0));
    return 1;
  }

  private OpusEncoder encoder() {
    try {
      OpusEncoder created =
          new OpusEncoder(OpusChain.RATE, channels, OpusApplication.OPUS_APPLICATION_AUDIO);
      created.setBitrate(bitrate);
      created.setComplexity(COMPLEXITY);
      created.setUseVBR(true);
      created.setUseConstrainedVBR(false);
      return created;
    } catch (OpusException impossible) {
      throw new IllegalStateException("the Opus encoder refuses what it supports", impossible);
    }
  }
}
