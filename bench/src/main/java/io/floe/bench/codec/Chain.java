package io.floe.bench.codec;

import io.floe.transcoder.codec.Codecs;
import io.floe.transcoder.codec.Converter;
import io.floe.transcoder.codec.Decoder;
import io.floe.transcoder.codec.EncodedSink;
import io.floe.transcoder.codec.Encoder;
import io.floe.transcoder.codec.Format;
import io.floe.transcoder.codec.PcmSink;
import java.util.Random;

/**
 * What a transcoder does with one stream, in chunks as they come. Each returns seconds of audio.
 */
final class Chain {

  private static final int CHUNK = 3_200;
  private static final int MP3_KBPS = 128;
  private static final int OPUS_KBPS = 96;
  private static final int PAGE_MILLIS = 200;

  private Chain() {}

  static double toOpus(String contentType, byte[] bytes) {
    return through(contentType, bytes, Codecs.opus(2, OPUS_KBPS, PAGE_MILLIS, new Random(1)));
  }

  static double toMp3(String contentType, byte[] bytes) {
    return through(contentType, bytes, Codecs.mp3(new Format(44_100, 2), MP3_KBPS));
  }

  static double decode(String contentType, byte[] bytes) {
    Meter meter = new Meter();
    push(contentType, bytes, meter);
    return meter.seconds;
  }

  static double encodeMp3(int seconds) {
    Encoder encoder = Codecs.mp3(new Format(44_100, 2), MP3_KBPS);
    float[] second = Transcoding.noise(44_100);
    for (int i = 0; i < seconds; i++) {
      encoder.encode(second, 0, 44_100, NOWHERE);
    }
    encoder.end(NOWHERE);
    encoder.close();
    return seconds;
  }

  static double convert(int seconds) {
    Converter converter = new Converter(new Format(48_000, 2));
    Format from = new Format(44_100, 2);
    float[] second = Transcoding.noise(44_100);
    for (int i = 0; i < seconds; i++) {
      converter.convert(from, second, 0, 44_100, (samples, offset, frames) -> {});
    }
    return seconds;
  }

  private static double through(String contentType, byte[] bytes, Encoder encoder) {
    Converter converter = new Converter(encoder.format());
    Meter meter =
        new Meter() {
          @Override
          public void samples(float[] interleaved, int offset, int frames) {
            super.samples(interleaved, offset, frames);
            converter.convert(
                format,
                interleaved,
                offset,
                frames,
                (samples, at, count) -> encoder.encode(samples, at, count, NOWHERE));
          }
        };
    push(contentType, bytes, meter);
    encoder.end(NOWHERE);
    encoder.close();
    return meter.seconds;
  }

  private static void push(String contentType, byte[] bytes, PcmSink out) {
    try (Decoder decoder = Codecs.decoder(contentType).orElseThrow()) {
      for (int at = 0; at < bytes.length; at += CHUNK) {
        decoder.push(bytes, at, Math.min(CHUNK, bytes.length - at), out);
      }
    }
  }

  private static final EncodedSink NOWHERE =
      new EncodedSink() {
        @Override
        public void header(byte[] bytes, int offset, int length) {}

        @Override
        public void audio(byte[] bytes, int offset, int length, int frames, boolean entry) {}
      };

  private static class Meter implements PcmSink {
    Format format = new Format(48_000, 2);
    double seconds;

    @Override
    public void format(Format next) {
      format = next;
    }

    @Override
    public void samples(float[] interleaved, int offset, int frames) {
      seconds += frames / (double) format.sampleRate();
    }

    @Override
    public void title(String title) {}

    @Override
    public void lost(int frames, String reason) {
      throw new IllegalStateException(reason);
    }

    @Override
    public void failed(String reason) {
      throw new IllegalStateException(reason);
    }
  }
}
