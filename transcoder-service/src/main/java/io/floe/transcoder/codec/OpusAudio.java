package io.floe.transcoder.codec;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One link of Opus: skips what its header says, trims where its last page says (RFC 7845, section
 * 4), and fills what did not come, if that is short. Confined to one thread.
 */
final class OpusAudio implements OggAudio {

  /** A longer hole is not filled: whoever paces the output has done so already. */
  static final int MOST_FILLED = OpusChain.RATE;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int HEAD_BYTES = 19;
  private static final int CHANNELS_AT = 9;
  private static final int PRE_SKIP_AT = 10;
  private static final int GAIN_AT = 16;
  private static final int FAMILY_AT = 18;

  /** What the decoder makes up for a hole fades into silence after 60 ms. */
  private static final int CONCEALED_PACKETS = 3;

  private static final int MOST_FAILURES = 5;
  private static final float LOUDEST = 4;
  private static final long UNKNOWN = -1;

  private final Format format;
  private final float scale;
  private final short[] pcm;
  private final float[] samples;
  private OpusDecoder decoder;
  private int toSkip;
  private int failures;

  /** Granule position at the end of the last page. */
  private long position = UNKNOWN;

  private OpusAudio(int channels, int preSkip, int gain) {
    this.format = new Format(OpusChain.RATE, channels);
    this.toSkip = preSkip;
    this.scale = (float) (Math.pow(10, gain / (20.0 * 256)) / 32_768);
    this.pcm = new short[OpusPacket.LONGEST * channels];
    this.samples = new float[OpusPacket.LONGEST * channels];
    this.decoder = decoder();
  }

  /**
   * Reads OpusHead.
   *
   * @throws UnsupportedAudioException it describes what cannot be decoded here
   */
  static OpusAudio of(byte[] bytes, int at, int length) throws UnsupportedAudioException {
    if (length < HEAD_BYTES || (bytes[at + 8] & 0xF0) != 0) {
      throw new UnsupportedAudioException("the Opus header is broken or of an unknown version");
    }
    int channels = bytes[at + CHANNELS_AT] & 0xFF;
    int family = bytes[at + FAMILY_AT] & 0xFF;
    if (family != 0 || channels < 1 || channels > 2) {
      throw new UnsupportedAudioException(
          "Opus with "
              + channels
              + " channels in mapping family "
              + family
              + " cannot be decoded: send mono or stereo");
    }
    int preSkip = (short) SHORT.get(bytes, at + PRE_SKIP_AT) & 0xFFFF;
    return new OpusAudio(channels, preSkip, (short) SHORT.get(bytes, at + GAIN_AT));
  }

  @Override
  public Format format() {
    return format;
  }

  @Override
  public boolean page(OggPackets packets, long granule, boolean last, boolean gap, PcmSink out) {
    int total = 0;
    for (int i = 0; i < packets.count(); i++) {
      total += OpusPacket.frames(packets.bytes(i), packets.start(i), packets.length(i));
    }
    if (gap && position != UNKNOWN) {
      fill(granule < 0 ? 0 : granule - total - position, out);
    }
    long left = total;
    if (last && granule >= 0 && !gap) {
      boolean whole = position == UNKNOWN && granule >= total;
      left = whole ? total : Math.clamp(granule - Math.max(0, position), 0, total);
    }
    boolean decoded = false;
    for (int i = 0; i < packets.count() && !out.full(); i++) {
      byte[] bytes = packets.bytes(i);
      int at = packets.start(i);
      int length = packets.length(i);
      int frames = OpusPacket.frames(bytes, at, length);
      String trouble = frames == 0 ? "the packet is empty or too long" : decode(bytes, at, length);
      int emitted = emit((int) Math.min(frames, left), out);
      left -= Math.min(frames, left);
      if (trouble == null) {
        decoded = true;
      } else {
        out.lost(emitted, trouble);
      }
    }
    position = granule >= 0 ? granule : Math.max(0, position) + total;
    return decoded;
  }

  /** Decodes into {@link #pcm}; what is wrong with the packet, if that is silence. */
  private @Nullable String decode(byte[] bytes, int at, int length) {
    try {
      decoder.decode(bytes, at, length, pcm, 0, OpusPacket.LONGEST, false);
      failures = 0;
      return null;
    } catch (OpusException | RuntimeException | AssertionError broken) {
      Arrays.fill(pcm, (short) 0);
      if (++failures == MOST_FAILURES) {
        failures = 0;
        decoder = decoder();
      }
      return "the packet is broken: " + broken.getClass().getSimpleName();
    }
  }

  private void fill(long missing, PcmSink out) {
    if (missing <= 0 || missing > MOST_FILLED) {
      out.lost(0, "pages of the stream did not come");
      return;
    }
    int emitted = 0;
    int left = (int) missing;
    for (int i = 0; left > 0; i++) {
      int count = Math.min(left, OpusLink.PACKET);
      Arrays.fill(pcm, (short) 0);
      if (i < CONCEALED_PACKETS && count == OpusLink.PACKET) {
        conceal();
      }
      emitted += emit(count, out);
      left -= count;
    }
    out.lost(emitted, "pages of the stream did not come");
  }

  private void conceal() {
    try {
      decoder.decode(null, 0, 0, pcm, 0, OpusLink.PACKET, false);
    } catch (OpusException | RuntimeException | AssertionError broken) {
      Arrays.fill(pcm, (short) 0);
    }
  }

  /** Hands on the first frames of {@link #pcm}, but for those to skip; how many those were. */
  private int emit(int frames, PcmSink out) {
    int skipped = Math.min(frames, toSkip);
    toSkip -= skipped;
    int channels = format.channels();
    int count = (frames - skipped) * channels;
    for (int i = 0; i < count; i++) {
      samples[i] = Samples.bounded(pcm[skipped * channels + i] * scale, LOUDEST);
    }
    if (count > 0) {
      out.samples(samples, 0, frames - skipped);
    }
    return frames - skipped;
  }

  private OpusDecoder decoder() {
    try {
      return new OpusDecoder(OpusChain.RATE, format.channels());
    } catch (OpusException impossible) {
      throw new IllegalStateException("the Opus decoder refuses what it supports", impossible);
    }
  }
}
