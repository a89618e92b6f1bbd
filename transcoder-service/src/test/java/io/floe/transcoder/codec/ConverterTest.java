package io.floe.transcoder.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConverterTest {

  private static final int[] RATES = {
    8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000
  };

  private static float[] converted(Format from, Format to, float[] samples) {
    Recorded recorded = new Recorded(to);
    Converter converter = new Converter(to);
    Random random = new Random(from.sampleRate());
    int frames = samples.length / from.channels();
    for (int at = 0; at < frames; ) {
      int count = Math.min(frames - at, 1 + random.nextInt(5000));
      converter.convert(from, samples, at * from.channels(), count, recorded);
      at += count;
    }
    converter.flush(recorded);
    return recorded.only().interleaved();
  }

  static List<Arguments> ratios() {
    List<Arguments> ratios = new ArrayList<>();
    for (int from : RATES) {
      for (int to : RATES) {
        if (from != to) {
          ratios.add(Arguments.of(from, to));
        }
      }
    }
    return ratios;
  }

  @ParameterizedTest
  @MethodSource("ratios")
  void tones_stay_what_they_are_and_samples_are_counted(int from, int to) {
    int lower = Math.min(from, to);
    for (double part : new double[] {0.05, 0.4, 0.86}) {
      double hertz = part * lower / 2;
      float[] tone = Signal.tone(hertz, 0.7, from, 1, 0.5);
      float[] out = converted(new Format(from, 1), new Format(to, 1), tone);

      assertThat(out).hasSize((int) (((long) tone.length * to + from - 1) / from));
      int margin = to / 10;
      assertThat(Signal.toneSnr(out, hertz, to, margin, out.length - margin))
          .as("%.0f Hz", hertz)
          .isGreaterThan(95);
      double level = Signal.level(out, margin, out.length - margin) / (0.7 / Math.sqrt(2));
      assertThat(Signal.decibels(level)).as("%.0f Hz", hertz).isCloseTo(0, within(0.1));
    }
  }

  @ParameterizedTest
  @MethodSource("ratios")
  void what_the_lower_rate_has_no_room_for_is_gone(int from, int to) {
    if (from < to) {
      // Images of what is there appear above the old Nyquist rate: all that is not the tone.
      double hertz = 0.8 * from / 2;
      float[] out =
          converted(new Format(from, 1), new Format(to, 1), Signal.tone(hertz, 0.7, from, 1, 0.5));
      assertThat(Signal.toneSnr(out, hertz, to, to / 10, out.length - to / 10)).isGreaterThan(95);
      return;
    }
    for (double part : new double[] {1.04, 1.5}) {
      double hertz = part * to / 2;
      if (hertz < from / 2.0 * 0.98) {
        float[] out =
            converted(
                new Format(from, 1), new Format(to, 1), Signal.tone(hertz, 0.7, from, 1, 0.5));
        double level = Signal.level(out, to / 10, out.length - to / 10) / (0.7 / Math.sqrt(2));
        assertThat(Signal.decibels(level)).as("%.0f Hz", hertz).isLessThan(-85);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"44056, 48000", "48000, 44056", "37800, 44100", "191999, 48000", "8001, 192000"})
  void unusual_rates_work_too(int from, int to) {
    double hertz = 0.4 * Math.min(from, to) / 2;
    float[] tone = Signal.tone(hertz, 0.7, from, 1, 0.5);
    float[] out = converted(new Format(from, 1), new Format(to, 1), tone);
    assertThat(out).hasSize((int) (((long) tone.length * to + from - 1) / from));
    assertThat(Signal.toneSnr(out, hertz, to, to / 10, out.length - to / 10)).isGreaterThan(80);
  }

  @Test
  void first_sample_stays_where_it_is() {
    float[] impulse = new float[4410];
    impulse[1470] = 1;
    float[] out = converted(new Format(44_100, 1), new Format(48_000, 1), impulse);
    int peak = 0;
    for (int i = 0; i < out.length; i++) {
      peak = out[i] > out[peak] ? i : peak;
    }
    assertThat(peak).isEqualTo(1600);
  }

  @Test
  void channels_are_mixed() {
    float[] stereo = {1, 0, 0.5f, -0.5f, 0.25f, 0.75f};
    assertThat(converted(new Format(48_000, 2), new Format(48_000, 1), stereo))
        .containsExactly(0.5f, 0, 0.5f);
    float[] mono = {1, -0.5f};
    assertThat(converted(new Format(48_000, 1), new Format(48_000, 2), mono))
        .containsExactly(1, 1, -0.5f, -0.5f);
  }

  @Test
  void channels_stay_apart_through_a_change_of_rate() {
    float[] left = Signal.tone(1000, 0.5, 44_100, 1, 1);
    float[] right = Signal.tone(3000, 0.3, 44_100, 1, 1);
    float[] both = new float[left.length * 2];
    for (int i = 0; i < left.length; i++) {
      both[2 * i] = left[i];
      both[2 * i + 1] = right[i];
    }
    float[] out = converted(new Format(44_100, 2), new Format(48_000, 2), both);
    assertThat(Signal.toneSnr(Signal.channel(out, 2, 0), 1000, 48_000, 4800, 43_000))
        .isGreaterThan(95);
    assertThat(Signal.toneSnr(Signal.channel(out, 2, 1), 3000, 48_000, 4800, 43_000))
        .isGreaterThan(95);
    float[] wide = converted(new Format(44_100, 1), new Format(48_000, 2), left);
    assertThat(Signal.channel(wide, 2, 0)).isEqualTo(Signal.channel(wide, 2, 1));
    assertThat(Signal.toneSnr(Signal.channel(wide, 2, 0), 1000, 48_000, 4800, 43_000))
        .isGreaterThan(95);
  }

  @Test
  void pieces_make_no_difference() {
    float[] samples = new float[50_000];
    Random random = new Random(8);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextFloat() - 0.5f;
    }
    Format from = new Format(44_100, 1);
    Format to = new Format(48_000, 1);
    Recorded whole = new Recorded(to);
    Converter converter = new Converter(to);
    converter.convert(from, samples, 0, samples.length, whole);
    converter.flush(whole);
    assertThat(converted(from, to, samples)).isEqualTo(whole.only().interleaved());
  }

  @Test
  void format_may_change_while_it_runs() {
    Format to = new Format(48_000, 2);
    Converter converter = new Converter(to);
    Recorded recorded = new Recorded(to);
    int expected = 0;
    for (Format from :
        List.of(
            new Format(44_100, 2),
            new Format(48_000, 1),
            new Format(22_050, 1),
            new Format(48_000, 2),
            new Format(96_000, 2))) {
      float[] tone = Signal.tone(500, 0.5, from.sampleRate(), from.channels(), 1);
      converter.convert(from, tone, 0, from.sampleRate(), recorded);
      expected += 48_000;
    }
    converter.flush(recorded);
    assertThat(recorded.only().frames()).isEqualTo(expected);
  }

  @Test
  void nothing_is_allocated_while_it_runs() {
    Format from = new Format(44_100, 2);
    Converter converter = new Converter(new Format(48_000, 2));
    float[] samples = new float[1152 * 2];
    long[] count = new long[1];
    PcmOut out = (interleaved, offset, frames) -> count[0] += frames;
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = 0;
    for (int i = 0; i < 6_000; i++) {
      if (i == 3_000) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      converter.convert(from, samples, 0, 1152, out);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).isLessThan(100_000);
    assertThat(count[0]).isCloseTo(6_000L * 1152 * 160 / 147, within(100L));
  }

  @Test
  void tables_are_shared() {
    assertThat(Phases.of(44_100, 48_000)).isSameAs(Phases.of(88_200, 96_000));
    assertThat(Arrays.stream(RATES).mapToObj(rate -> Phases.of(rate, 48_000)))
        .allMatch(phases -> phases.exact);
  }
}
