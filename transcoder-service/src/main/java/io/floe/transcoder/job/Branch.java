package io.floe.transcoder.job;

import io.floe.stream.origin.Chunker;
import io.floe.transcoder.codec.Codecs;
import io.floe.transcoder.codec.Converter;
import io.floe.transcoder.codec.EncodedSink;
import io.floe.transcoder.codec.Encoder;
import io.floe.transcoder.codec.Format;
import io.floe.transcoder.codec.PcmOut;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Mount.Latency;
import io.floe.wire.config.Rendition;
import java.security.SecureRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * From samples to the chunks of one rendition: converter, encoder, chunker. Its clock is the audio
 * that came out, so that chunks are as long when a burst is made as they are live. Confined to the
 * strand of its input.
 */
final class Branch {

  private static final long NORMAL_MILLIS = 200;
  private static final long LOW_MILLIS = 50;
  private static final int NORMAL_PAGE_MILLIS = 200;
  private static final int LOW_PAGE_MILLIS = 60;
  private static final SecureRandom SERIALS = new SecureRandom();

  private final Rendition rendition;
  private final Latency latency;
  private final boolean fills;
  private final Chunker chunker;
  private final EncodedSink encoded = new Encoded();
  private final PcmOut converted = this::encode;
  private @Nullable Converter converter;
  private @Nullable Encoder encoder;
  private String title = "";
  private String shown = "";
  private long outNanos;
  private boolean quiet;

  /**
   * @param settings of the mount that is made
   * @param capturedAt wall clock in ms at which what is encoded now was captured
   */
  Branch(Rendition rendition, Mount settings, LongSupplier capturedAt, Chunker.Out out) {
    this.rendition = rendition;
    this.latency = settings.latency();
    this.fills = settings.fallback() == null;
    this.chunker =
        new Chunker(
            latency == Latency.LOW ? LOW_MILLIS : NORMAL_MILLIS, () -> outNanos, capturedAt, out);
  }

  Rendition rendition() {
    return rendition;
  }

  /** Whether silence stands in for an input that does not come; else its listeners fall back. */
  boolean fills() {
    return fills;
  }

  /** Takes samples in. */
  void samples(Format format, float[] interleaved, int offset, int frames) {
    Converter now = converter;
    if (now == null) {
      now = start();
    }
    quiet = false;
    now.convert(format, interleaved, offset, frames, converted);
  }

  /** From the next sample on, this is the title. */
  void title(String text) {
    title = text;
    Encoder now = encoder;
    if (now != null) {
      now.title(text, encoded);
      show();
    }
  }

  /** Nothing has come lately: what waits for more goes out. Called about every 100 ms. */
  void tick() {
    if (quiet && chunker.pending()) {
      chunker.flush();
    }
    quiet = true;
  }

  /** Nobody listens any more, or it is over: the next samples begin anew. */
  void stop() {
    Encoder now = encoder;
    if (now != null) {
      now.end(encoded);
      now.close();
      chunker.flush();
    }
    encoder = null;
    converter = null;
  }

  private Converter start() {
    Encoder made =
        switch (rendition.codec()) {
          case MP3 ->
              Codecs.mp3(new Format(rendition.rate(), rendition.width()), rendition.bitrate());
          case OPUS ->
              Codecs.opus(
                  rendition.width(),
                  rendition.bitrate(),
                  latency == Latency.LOW ? LOW_PAGE_MILLIS : NORMAL_PAGE_MILLIS,
                  SERIALS);
        };
    Converter fresh = new Converter(made.format());
    encoder = made;
    converter = fresh;
    if (!title.isEmpty()) {
      made.title(title, encoded);
      show();
    }
    return fresh;
  }

  private void show() {
    if (!title.equals(shown)) {
      shown = title;
      chunker.title(title);
    }
  }

  private void encode(float[] interleaved, int offset, int frames) {
    Encoder now = encoder;
    if (now != null) {
      now.encode(interleaved, offset, frames, encoded);
    }
  }

  private final class Encoded implements EncodedSink {
    @Override
    public void header(byte[] bytes, int offset, int length) {
      chunker.header(bytes, offset, length);
    }

    @Override
    public void audio(byte[] bytes, int offset, int length, int frames, boolean entry) {
      chunker.audio(bytes, offset, length, entry);
      outNanos += frames * 1_000_000_000L / rendition.rate();
    }
  }
}
