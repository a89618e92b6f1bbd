package io.floe.transcoder.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A stream in, another out, as a job does it. */
class TranscodingTest {

  /** Decoder, converter and encoder in a row. */
  static final class Chain implements PcmSink {
    private final Decoder decoder;
    private final Converter converter;
    private final Encoder encoder;
    private final EncodedSink out;
    private final PcmOut encoding;
    private Format format = new Format(48_000, 2);
    long decoded;
    long lost;

    Chain(String contentType, Encoder encoder, EncodedSink out) {
      this.decoder = Codecs.decoder(contentType).orElseThrow();
      this.converter = new Converter(encoder.format());
      this.encoder = encoder;
      this.out = out;
      this.encoding = (samples, offset, frames) -> encoder.encode(samples, offset, frames, out);
    }

    void push(byte[] bytes, int offset, int length) {
      decoder.push(bytes, offset, length, this);
    }

    void end() {
      converter.flush(encoding);
      encoder.end(out);
    }

    @Override
    public void format(Format next) {
      format = next;
    }

    @Override
    public void samples(float[] interleaved, int offset, int frames) {
      decoded += frames;
      converter.convert(format, interleaved, offset, frames, encoding);
    }

    @Override
    public void title(String title) {
      encoder.title(title, out);
    }

    @Override
    public void lost(int frames, String reason) {
      lost++;
    }

    @Override
    public void failed(String reason) {
      throw new IllegalStateException(reason);
    }
  }

  @Test
  void mp3_becomes_opus() {
    byte[] mp3 =
        Ffmpeg.make(
            "sine=f=440:r=44100",
            10,
            "-ac",
            "2",
            "-c:a",
            "libmp3lame",
            "-b:a",
            "128k",
            "-f",
            "mp3");
    Encoded encoded = new Encoded();
    Chain chain = new Chain("audio/mpeg", Codecs.opus(2, 96, 200, new Random(1)), encoded);
    for (int at = 0; at < mp3.length; at += 777) {
      chain.push(mp3, at, Math.min(777, mp3.length - at));
    }
    chain.end();

    assertThat(chain.lost).isZero();
    assertThat(encoded.total).isEqualTo((chain.decoded * 48_000 + 44_099) / 44_100);
    assertThat(Ffmpeg.complaints(encoded.all())).isEmpty();
    float[] heard = Signal.channel(Ffmpeg.decode(encoded.all()), 2, 0);
    float[] source = Signal.channel(Ffmpeg.decode(mp3, "-ar", "48000"), 2, 0);
    assertThat(Signal.hertz(heard, 48_000, 48_000, 9 * 48_000)).isCloseTo(440, within(1.0));
    double gain =
        Signal.level(heard, 48_000, 9 * 48_000) / Signal.level(source, 48_000, 9 * 48_000);
    assertThat(Signal.decibels(gain)).isCloseTo(0, within(0.5));
  }
}
