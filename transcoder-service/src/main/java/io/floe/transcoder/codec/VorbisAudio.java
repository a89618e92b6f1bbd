package io.floe.transcoder.codec;

import com.jcraft.jogg.Packet;
import com.jcraft.jorbis.Block;
import com.jcraft.jorbis.Comment;
import com.jcraft.jorbis.DspState;
import com.jcraft.jorbis.Info;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One link of Vorbis. A packet that cannot be decoded becomes silence of its length, and so do
 * pages that did not come, if that is short. Confined to one thread.
 */
final class VorbisAudio implements OggAudio {

  static final int HEADERS = 3;

  private static final int CHANNELS_AT = 11;
  private static final int BLOCKS_AT = 28;
  private static final int INFO_BYTES = 30;
  private static final int BLOCK_FRAMES = 2_048;
  private static final float LOUDEST = 4;
  private static final long UNKNOWN = -1;

  /** Comments without contents: the library needs some, and titles are read elsewhere. */
  private static final byte[] NO_COMMENTS =
      "\u0003vorbis\0\0\0\0\0\0\0\0\u0001".getBytes(StandardCharsets.ISO_8859_1);

  private final Format format;
  private final Info info;
  private final DspState state = new DspState();
  private final Block block;
  private final Packet packet = new Packet();
  private final float[][][] decoded = new float[1][][];
  private final int[] starts;
  private final float[] samples;

  private long number = HEADERS;
  private int lastBlock;
  private long position = UNKNOWN;

  private VorbisAudio(Info info) {
    this.info = info;
    this.format = new Format(info.rate, info.channels);
    this.starts = new int[info.channels];
    this.samples = new float[BLOCK_FRAMES * info.channels];
    state.synthesis_init(info);
    this.block = new Block(state);
  }

  /**
   * Reads the three header packets.
   *
   * @throws UnsupportedAudioException they are broken, or describe what cannot be decoded here
   */
  static VorbisAudio of(List<byte[]> headers) throws UnsupportedAudioException {
    if (headers.size() < HEADERS || headers.getFirst().length < INFO_BYTES) {
      throw new UnsupportedAudioException("the Vorbis headers are incomplete");
    }
    byte[] first = headers.getFirst();
    int channels = first[CHANNELS_AT] & 0xFF;
    if (channels > 2) {
      throw new UnsupportedAudioException(
          "Vorbis with " + channels + " channels cannot be decoded: send mono or stereo");
    }
    int longBlock = 1 << ((first[BLOCKS_AT] >>> 4) & 0xF);
    if (!VorbisSetup.sound(headers.get(2), channels, longBlock)) {
      throw new UnsupportedAudioException("the Vorbis setup is broken or far too large");
    }
    try {
      Info info = new Info();
      info.init();
      Comment comment = new Comment();
      comment.init();
      boolean read =
          info.synthesis_headerin(comment, packet(first, true)) == 0
              && info.synthesis_headerin(comment, packet(NO_COMMENTS, false)) == 0
              && info.synthesis_headerin(comment, packet(headers.get(2), false)) == 0;
      if (read && Format.valid(info.rate, info.channels)) {
        return new VorbisAudio(info);
      }
    } catch (RuntimeException | AssertionError broken) {
      throw new UnsupportedAudioException(
          "the Vorbis headers are broken: " + broken.getClass().getSimpleName());
    }
    throw new UnsupportedAudioException(
        "the Vorbis headers are broken, or the sample rate is none of 8 to 192 kHz");
  }

  private static Packet packet(byte[] bytes, boolean first) {
    Packet packet = new Packet();
    packet.packet_base = bytes;
    packet.bytes = bytes.length;
    packet.b_o_s = first ? 1 : 0;
    return packet;
  }

  @Override
  public Format format() {
    return format;
  }

  @Override
  public boolean page(OggPackets packets, long granule, boolean last, boolean gap, PcmSink out) {
    if (gap) {
      // A number left out tells the library that it cannot count on.
      number++;
      fill(packets, granule, out);
    }
    boolean any = false;
    for (int i = 0; i < packets.count(); i++) {
      if (out.full()) {
        number++;
        break;
      }
      packet.packet_base = packets.bytes(i);
      packet.packet = packets.start(i);
      packet.bytes = packets.length(i);
      boolean end = i == packets.count() - 1;
      packet.granulepos = end ? granule : UNKNOWN;
      packet.e_o_s = end && last ? 1 : 0;
      packet.packetno = number++;
      any |= decode(out);
    }
    if (granule >= 0) {
      position = granule;
    }
    return any;
  }

  private boolean decode(PcmSink out) {
    int size = 0;
    String trouble = "the packet is broken";
    try {
      size = packet.bytes == 0 ? 0 : Math.max(0, info.blocksize(packet));
      if (block.synthesis(packet) == 0) {
        state.synthesis_blockin(block);
        emit(out);
        lastBlock = size;
        return true;
      }
    } catch (RuntimeException | AssertionError broken) {
      trouble = "the packet is broken: " + broken.getClass().getSimpleName();
    }
    int frames = lastBlock == 0 ? 0 : lastBlock / 4 + size / 4;
    silence(frames, out);
    out.lost(frames, trouble);
    return false;
  }

  private void emit(PcmSink out) {
    int channels = format.channels();
    int frames = state.synthesis_pcmout(decoded, starts);
    while (frames > 0) {
      int count = Math.min(frames, BLOCK_FRAMES);
      for (int channel = 0; channel < channels; channel++) {
        float[] source = decoded[0][channel];
        for (int i = 0; i < count; i++) {
          samples[i * channels + channel] = Samples.bounded(source[starts[channel] + i], LOUDEST);
        }
      }
      out.samples(samples, 0, count);
      state.synthesis_read(count);
      frames = state.synthesis_pcmout(decoded, starts);
    }
  }

  private void fill(OggPackets packets, long granule, PcmSink out) {
    if (position == UNKNOWN) {
      return;
    }
    long missing = granule < 0 ? 0 : granule - position - frames(packets);
    boolean filled = missing > 0 && missing <= format.sampleRate();
    silence(filled ? (int) missing : 0, out);
    out.lost(filled ? (int) missing : 0, "pages of the stream did not come");
  }

  /** What the packets of a page last. */
  private int frames(OggPackets packets) {
    int frames = 0;
    int before = lastBlock;
    for (int i = 0; i < packets.count(); i++) {
      packet.packet_base = packets.bytes(i);
      packet.packet = packets.start(i);
      packet.bytes = packets.length(i);
      int size = 0;
      try {
        size = Math.max(0, info.blocksize(packet));
      } catch (RuntimeException broken) {
        // It will not decode either.
      }
      frames += before == 0 ? 0 : before / 4 + size / 4;
      before = size;
    }
    return frames;
  }

  private void silence(int frames, PcmSink out) {
    Arrays.fill(samples, 0);
    for (int left = frames; left > 0; left -= BLOCK_FRAMES) {
      out.samples(samples, 0, Math.min(left, BLOCK_FRAMES));
    }
  }
}
