package io.floe.transcoder.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @Test
  void opus_becomes_mp3() {
    byte[] opus =
        Ffmpeg.make(
            "sine=f=440:r=48000", 10, "-ac", "2", "-c:a", "libopus", "-b:a", "96k", "-f", "ogg");
    Encoded encoded = new Encoded();
    Chain chain = new Chain("audio/ogg", Codecs.mp3(new Format(44_100, 2), 128), encoded);
    chain.push(opus, 0, opus.length);
    chain.end();

    assertThat(chain.lost).isZero();
    assertThat(chain.decoded).isEqualTo(480_000);
    float[] heard = Signal.channel(Ffmpeg.decode(encoded.all()), 2, 0);
    float[] source = Signal.channel(Ffmpeg.decode(opus, "-ar", "44100"), 2, 0);
    assertThat(Signal.hertz(heard, 44_100, 44_100, 9 * 44_100)).isCloseTo(440, within(1.0));
    double gain =
        Signal.level(heard, 44_100, 9 * 44_100) / Signal.level(source, 44_100, 9 * 44_100);
    assertThat(Signal.decibels(gain)).isCloseTo(0, within(0.5));
  }

  /** 200 to 8,000 Hz in 20 s: whatever is lost or repeated shows as a jump. */
  @ParameterizedTest
  @CsvSource({"mp3, 44100", "mp3, 48000", "opus, 44100", "opus, 24000"})
  void sweep_stays_monotone(String from, int rate) {
    boolean mp3 = from.equals("mp3");
    String sweep = "aevalsrc=exprs=0.4*sin(2*PI*(200*t+195*t*t)):s=" + (mp3 ? rate : 48_000);
    byte[] source =
        mp3
            ? Ffmpeg.make(sweep, 20, "-c:a", "libmp3lame", "-b:a", "96k", "-f", "mp3")
            : Ffmpeg.make(sweep, 20, "-c:a", "libopus", "-b:a", "64k", "-f", "ogg");
    Encoder encoder =
        mp3
            ? Codecs.opus(1, 64, 200, new Random(1))
            : Codecs.mp3(new Format(rate, 1), rate < 32_000 ? 64 : 96);
    Encoded encoded = new Encoded();
    Chain chain = new Chain(mp3 ? "audio/mpeg" : "audio/ogg", encoder, encoded);
    for (int at = 0; at < source.length; at += 1000) {
      if (mp3 && at % 50_000 == 0) {
        // Links begin in between, too.
        chain.title("title " + at);
      }
      chain.push(source, at, Math.min(1000, source.length - at));
    }
    chain.end();

    int out = encoder.format().sampleRate();
    float[] heard = Ffmpeg.decode(encoded.all());
    int window = out / 20;
    double before = 0;
    for (int at = out / 2; at + window < 19 * out; at += window) {
      double hertz = Signal.hertz(heard, out, at, at + window);
      double expected = 200 + 390 * (at + window / 2.0) / out;
      assertThat(hertz).as("at %d", at).isGreaterThan(before).isCloseTo(expected, within(60.0));
      before = hertz;
    }
  }
}
