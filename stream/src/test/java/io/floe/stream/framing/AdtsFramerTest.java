package io.floe.stream.framing;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.AdtsFrames;
import io.floe.testkit.AudioTags;
import io.floe.testkit.Mp3Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdtsFramerTest {

  private static Recording run(long seed, List<byte[]> stream) {
    Random random = new Random(seed);
    Recording heard = new Recording();
    AdtsFramer framer = new AdtsFramer();
    heard.feed(framer, Mp3Frames.joined(stream), random, Recording.anyMagnitude(random));
    framer.end(heard);
    return heard;
  }

  @Test
  void frames_everyRateAndChannelCount_emittedOneByOne() {
    for (int rate = 0; rate < 13; rate++) {
      for (int channels = 0; channels < 8; channels++) {
        List<byte[]> frames = new AdtsFrames(rate, rate, channels).wildFrames(12);
        Recording heard = run(rate * 8L + channels, frames);
        assertThat(heard.audio).containsExactlyElementsOf(frames);
        assertThat(heard.entries).doesNotContain(false);
        assertThat(heard.skipped).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void tagsAndGarbage_areLeftOut(long seed) {
    AdtsFrames aac = new AdtsFrames(seed);
    byte[] garbage = new byte[100_000];
    new Random(seed).nextBytes(garbage);
    List<byte[]> frames = aac.frames(20);
    List<byte[]> more = aac.frames(20);
    List<byte[]> last = aac.frames(20);
    List<byte[]> stream = new ArrayList<>();
    stream.add(AudioTags.id3v2(100_000, false, seed));
    stream.addAll(frames);
    stream.add(AudioTags.id3v2(63, false, seed));
    stream.addAll(more);
    stream.add(garbage);
    stream.addAll(last);

    Recording heard = run(seed, stream);

    frames.addAll(more);
    frames.addAll(last);
    assertThat(heard.audio).containsExactlyElementsOf(frames);
    assertThat(heard.skipped).isEqualTo(100_010 + 73 + 100_000);
  }

  @Test
  void latm_passesThrough() {
    byte[] latm = new byte[200_000];
    new Random(1).nextBytes(latm);
    for (int i = 0; i < latm.length - 2; i += 400) {
      latm[i] = 0x56;
      latm[i + 1] = (byte) 0xE1;
    }
    assertThat(run(1, List.of(latm)).bytes()).isEqualTo(latm);
  }
}
