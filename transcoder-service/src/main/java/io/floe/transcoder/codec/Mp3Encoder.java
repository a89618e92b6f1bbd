package io.floe.transcoder.codec;

import de.sciss.jump3r.mp3.BitStream;
import de.sciss.jump3r.mp3.GainAnalysis;
import de.sciss.jump3r.mp3.ID3Tag;
import de.sciss.jump3r.mp3.Lame;
import de.sciss.jump3r.mp3.LameGlobalFlags;
import de.sciss.jump3r.mp3.MPEGMode;
import de.sciss.jump3r.mp3.Presets;
import de.sciss.jump3r.mp3.Quantize;
import de.sciss.jump3r.mp3.QuantizePVT;
import de.sciss.jump3r.mp3.Reservoir;
import de.sciss.jump3r.mp3.Takehiro;
import de.sciss.jump3r.mp3.VBRTag;
import de.sciss.jump3r.mp3.VbrMode;
import de.sciss.jump3r.mp3.Version;
import de.sciss.jump3r.mpg.MPGLib;
import io.floe.stream.framing.MpegHeader;
import org.jspecify.annotations.Nullable;

/**
 * MP3 of constant bitrate. Frames do not lean on each other's bits (there is no reservoir), so that
 * a listener may start with any of them and hears all of it. The first frame comes when 1,728
 * samples have gone in, and players hear everything 1,105 samples late. Confined to one thread.
 */
final class Mp3Encoder implements Encoder {

  /** Rates of MPEG versions 1, 2 and 2.5. */
  private static final int[] RATES = {
    48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000
  };

  private static final int[] VERSION_1_KBPS = {
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };

  private static final int[] OTHER_KBPS = {
    8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };

  private static final int LOWEST_VERSION_1_RATE = 32_000;

  /** What the library asks for, and frames that are held because they are not whole. */
  private static final int OUTPUT_BYTES = 2 * (7_200 + 1_440);

  private final Format format;
  private final int kbps;
  private final int quality;
  private final int frameSize;
  private final int[] left;
  private final int[] right;
  private final byte[] output = new byte[OUTPUT_BYTES];
  private final float[] silence;
  private int held;
  private int filled;
  private @Nullable Library library;
  private boolean ended;

  /** The arguments are valid. */
  Mp3Encoder(Format format, int kbps, int quality) {
    this.format = format;
    this.kbps = kbps;
    this.quality = quality;
    this.frameSize = format.sampleRate() < LOWEST_VERSION_1_RATE ? 576 : 1152;
    this.left = new int[frameSize];
    this.right = new int[frameSize];
    this.silence = new float[frameSize * format.channels()];
    this.library = new Library(format, kbps, quality);
  }

  /** Whether MP3 has such a rate. */
  static boolean hasRate(int sampleRate) {
    return contains(RATES, sampleRate);
  }

  /** The bitrates that MP3 has at a rate, in kbit/s. */
  static int[] bitrates(int sampleRate) {
    return sampleRate < LOWEST_VERSION_1_RATE ? OTHER_KBPS.clone() : VERSION_1_KBPS.clone();
  }

  private static boolean contains(int[] values, int value) {
    for (int each : values) {
      if (each == value) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Format format() {
    return format;
  }

  @Override
  public void encode(float[] interleaved, int offset, int frames, EncodedSink out) {
    int channels = format.channels();
    for (int i = 0; i < frames && !ended; i++) {
      int at = offset + i * channels;
      left[filled] = Samples.thirtyTwo(interleaved[at]);
      right[filled] = channels == 2 ? Samples.thirtyTwo(interleaved[at + 1]) : left[filled];
      if (++filled == frameSize) {
        filled = 0;
        encodeBlock(out);
      }
    }
  }

  @Override
  public void title(String title, EncodedSink out) {}

  @Override
  public void end(EncodedSink out) {
    if (ended) {
      return;
    }
    Library encoding = library;
    if (filled > 0) {
      encode(silence, 0, frameSize - filled, out);
    }
    ended = true;
    library = null;
    if (encoding != null) {
      held += encoding.flush(output, held);
      cut(out);
    }
  }

  @Override
  public void close() {
    ended = true;
    library = null;
  }

  /** Whatever the library throws costs the frame, and what it knew of those before. */
  private void encodeBlock(EncodedSink out) {
    Library encoding = library;
    if (encoding == null) {
      encoding = new Library(format, kbps, quality);
      library = encoding;
    }
    int length = encoding.encode(left, right, frameSize, output, held);
    if (length < 0) {
      library = null;
      held = 0;
      return;
    }
    held += length;
    cut(out);
  }

  /** Hands out whole frames and keeps what is left. */
  private void cut(EncodedSink out) {
    int at = 0;
    while (held - at >= MpegHeader.BYTES) {
      int length = MpegHeader.length(MpegHeader.read(output, at));
      if (length == 0) {
        at++;
      } else if (held - at < length) {
        break;
      } else {
        out.audio(output, at, length, frameSize, true);
        at += length;
      }
    }
    System.arraycopy(output, at, output, 0, held - at);
    held -= at;
  }

  /** The library, wired without what it has for files: tags, gain analysis, its own scaling. */
  private static final class Library {

    private final Lame lame = new Lame();
    private final LameGlobalFlags flags;

    Library(Format format, int kbps, int quality) {
      GainAnalysis gain = new GainAnalysis();
      BitStream bits = new BitStream();
      Presets presets = new Presets();
      QuantizePVT quantizing = new QuantizePVT();
      Quantize quantize = new Quantize();
      VBRTag tag = new VBRTag();
      Version version = new Version();
      ID3Tag id3 = new ID3Tag();
      Reservoir reservoir = new Reservoir();
      Takehiro counting = new Takehiro();
      MPGLib decoding = new MPGLib();
      lame.setModules(gain, bits, presets, quantizing, quantize, tag, version, id3, decoding);
      bits.setModules(gain, decoding, version, tag);
      id3.setModules(bits, version);
      presets.setModules(lame);
      quantize.setModules(bits, reservoir, quantizing, counting);
      quantizing.setModules(counting, reservoir, lame.enc.psy);
      reservoir.setModules(bits);
      counting.setModules(quantizing);
      tag.setModules(lame, bits, version);
      flags = lame.lame_init();
      flags.num_channels = format.channels();
      flags.in_samplerate = format.sampleRate();
      flags.out_samplerate = format.sampleRate();
      flags.mode = format.channels() == 1 ? MPEGMode.MONO : MPEGMode.JOINT_STEREO;
      flags.VBR = VbrMode.vbr_off;
      flags.brate = kbps;
      flags.quality = quality;
      flags.scale = 1;
      flags.disable_reservoir = true;
      flags.bWriteVbrTag = false;
      flags.write_id3tag_automatic = false;
      flags.findReplayGain = false;
      id3.id3tag_init(flags);
      if (lame.lame_init_params(flags) < 0) {
        throw new IllegalStateException(
            "the MP3 encoder refuses " + format + " at " + kbps + " kbit/s, which it supports");
      }
    }

    /** Length of what was written; negative if that went wrong. */
    int encode(int[] left, int[] right, int frames, byte[] output, int at) {
      try {
        return lame.lame_encode_buffer_int(
            flags, left, right, frames, output, at, output.length - at);
      } catch (RuntimeException | AssertionError broken) {
        return -1;
      }
    }

    /** Length of what was written. */
    int flush(byte[] output, int at) {
      try {
        return Math.max(0, lame.lame_encode_flush(flags, output, at, output.length - at));
      } catch (RuntimeException | AssertionError broken) {
        return 0;
      }
    }
  }
}
