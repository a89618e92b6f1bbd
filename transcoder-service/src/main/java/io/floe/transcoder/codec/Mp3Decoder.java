package io.floe.transcoder.codec;

import io.floe.stream.framing.Framer;
import io.floe.stream.framing.FramerFor;
import io.floe.stream.framing.MpegHeader;
import io.floe.stream.framing.Units;
import javazoom.jl.decoder.Bitstream;
import javazoom.jl.decoder.Header;
import javazoom.jl.decoder.JavaLayerException;
import org.jspecify.annotations.Nullable;

/**
 * MPEG audio, layers I to III. Frames are found by the framer, so that tags and the frame that
 * describes a file never get to the library, and given to it one by one. A frame that cannot be
 * decoded becomes silence of its length; so do the first one or two after a hole, which lean on
 * bits of their predecessors. Confined to one thread.
 */
final class Mp3Decoder implements Decoder {

  private static final String CONTENT_TYPE = "audio/mpeg";

  /** What the library is made for once: version, layer, rate, and whether it is mono. */
  private static final int VERSION_LAYER_RATE = 0xFFFE_0C00;

  /** A frame of layer III may lean on five others; beyond that the library itself may be broken. */
  private static final int MOST_FAILURES = 8;

  private final Found found = new Found();
  private final Fruitless fruitless = new Fruitless();
  private Framer framer = FramerFor.contentType(CONTENT_TYPE);

  /** The framer has given up on finding frames, and passes on what is no audio. */
  private boolean astray;

  private boolean closed;
  private @Nullable Layers layers;
  private @Nullable Format format;
  private int failures;

  @Override
  public void push(byte[] bytes, int offset, int length, PcmSink out) {
    int end = offset + length;
    for (int at = offset; at < end && !closed; ) {
      // Small steps, so that little is lost with a framer that went astray.
      int count = Math.min(end - at, 4 << 10);
      found.sink = out;
      framer.push(bytes, at, count, found);
      at += count;
      if (astray) {
        reset();
      }
      if (fruitless.exhausted() && !closed) {
        closed = true;
        out.failed(
            "nothing could be decoded in "
                + fruitless.bytes()
                + " bytes: this is no MPEG audio (MP3), or it is of free format;"
                + " check what the encoder sends and that its content type says so");
      }
    }
  }

  @Override
  public void reset() {
    framer = FramerFor.contentType(CONTENT_TYPE);
    astray = false;
    layers = null;
  }

  @Override
  public void close() {
    closed = true;
    layers = null;
  }

  private void frame(byte[] bytes, int offset, int length, int header, PcmSink out) {
    if (out.full()) {
      layers = null; // the next frame may lean on this one
      return;
    }
    int kind = (header & VERSION_LAYER_RATE) | MpegHeader.channels(header);
    Layers decoding = layers;
    if (decoding == null || decoding.kind != kind || failures >= MOST_FAILURES) {
      decoding = new Layers(kind, MpegHeader.channels(header));
      layers = decoding;
      failures = 0;
    }
    Format now = format;
    int rate = MpegHeader.sampleRate(header);
    if (now == null || now.sampleRate() != rate || now.channels() != decoding.channels) {
      now = new Format(rate, decoding.channels);
      format = now;
      out.format(now);
    }
    int frames = MpegHeader.frames(header);
    String trouble = decoding.decode(bytes, offset, length, frames);
    out.samples(decoding.samples.interleaved, 0, frames);
    if (trouble == null) {
      failures = 0;
      fruitless.decoded();
    } else {
      failures++;
      fruitless.inVain(length);
      out.lost(frames, trouble);
    }
  }

  /** The library, for frames of one kind. */
  private static final class Layers {

    private static final String INCOMPLETE = "the frame needs bits of a frame that did not come";

    final int kind;
    final int channels;
    final MpegSamples samples;
    private final FrameFeed feed = new FrameFeed();
    private final Bitstream bits = new Bitstream(feed);
    private final javazoom.jl.decoder.Decoder decoder = new javazoom.jl.decoder.Decoder();

    Layers(int kind, int channels) {
      this.kind = kind;
      this.channels = channels;
      this.samples = new MpegSamples(channels);
      decoder.setOutputBuffer(samples);
    }

    /** Decodes a frame into {@link #samples}; what is wrong with it, if those are silence. */
    @Nullable String decode(byte[] bytes, int offset, int length, int frames) {
      feed.give(bytes, offset, length);
      samples.clear_buffer();
      String trouble = INCOMPLETE;
      try {
        Header header = bits.readFrame();
        if (header != null) {
          decoder.decodeFrame(header, bits);
          if (samples.complete(frames)) {
            return null;
          }
        }
      } catch (JavaLayerException | RuntimeException | AssertionError broken) {
        trouble = "the frame is broken: " + broken.getClass().getSimpleName();
      } finally {
        bits.closeFrame();
      }
      samples.silence();
      return trouble;
    }
  }

  private final class Found implements Units {

    private @Nullable PcmSink sink;

    @Override
    public void audio(byte[] bytes, int offset, int length, boolean entry) {
      int header = length < MpegHeader.BYTES ? 0 : MpegHeader.read(bytes, offset);
      if (MpegHeader.length(header) != length || sink == null || closed) {
        astray = true;
        fruitless.inVain(length);
      } else {
        frame(bytes, offset, length, header, sink);
      }
    }

    @Override
    public void header(byte[] bytes, int offset, int length) {}

    @Override
    public void title(String title) {}

    @Override
    public void skipped(int bytes) {
      // What the next frame leans on may be missing: silence is better than noise.
      layers = null;
      fruitless.skipped(bytes);
    }

    @Override
    public void failed(String reason) {}
  }
}
