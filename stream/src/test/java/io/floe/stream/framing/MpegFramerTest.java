package io.floe.stream.framing;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.AudioTags;
import io.floe.testkit.Mp3Frames;
import io.floe.testkit.Mp3Frames.Format;
import io.floe.testkit.Mp3Frames.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MpegFramerTest {

  private final Mp3Frames mp3 = new Mp3Frames(1);

  private static Recording run(long seed, List<byte[]> stream) {
    Random random = new Random(seed);
    Recording heard = new Recording();
    MpegFramer framer = new MpegFramer();
    heard.feed(framer, Mp3Frames.joined(stream), random, Recording.anyMagnitude(random));
    framer.end(heard);
    return heard;
  }

  @Test
  void frames_allFormats_emittedOneByOne() {
    for (Version version : Version.values()) {
      for (int layer = 1; layer <= 3; layer++) {
        for (int rate : new int[] {44_100, 48_000, 32_000}) {
          for (boolean mono : new boolean[] {false, true}) {
            int divisor = version == Version.V1 ? 1 : version == Version.V2 ? 2 : 4;
            Format format = new Format(version, layer, rate / divisor, mono);
            List<byte[]> frames = new Mp3Frames(format, rate + layer).variableFrames(80);
            Recording heard = run(rate, frames);
            assertThat(heard.audio).as(format.toString()).containsExactlyElementsOf(frames);
            assertThat(heard.skipped).isZero();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void joinedFiles_tagsAndDescriptions_leftOut(long seed) {
    List<byte[]> first = mp3.frames(30, 128);
    List<byte[]> second = mp3.variableFrames(30);
    List<byte[]> third = mp3.frames(30, 320);
    List<byte[]> stream = new ArrayList<>();
    stream.add(AudioTags.id3v2(200_000, false, seed));
    stream.add(mp3.xing());
    stream.addAll(first);
    stream.add(AudioTags.ape(3_000, seed));
    stream.add(AudioTags.id3v1(seed));
    stream.add(AudioTags.id3v2(5_000, true, seed));
    stream.add(mp3.info());
    stream.addAll(second);
    stream.add(mp3.vbri());
    stream.addAll(third);

    Recording heard = run(seed, stream);

    List<byte[]> frames = new ArrayList<>(first);
    frames.addAll(second);
    frames.addAll(third);
    assertThat(heard.audio).containsExactlyElementsOf(frames);
    assertThat(heard.entries).doesNotContain(false);
    assertThat(heard.skipped)
        .isEqualTo(Mp3Frames.joined(stream).length - Mp3Frames.joined(frames).length);
  }

  @Test
  void longTag_beforeTheFirstFrame_isNotHeld() {
    MpegFramer framer = new MpegFramer();
    Recording heard = new Recording();
    heard.feed(framer, AudioTags.id3v2(3_000_000, false, 1), new Random(1), 60_000);
    assertThat(framer.held()).isZero();
    assertThat(framer.footprint()).isLessThan(16_384);
    List<byte[]> frames = mp3.frames(10, 128);
    heard.feed(framer, Mp3Frames.joined(frames), new Random(2), 100);
    assertThat(heard.bytes()).startsWith(Mp3Frames.joined(frames.subList(0, 8)));
  }

  @Test
  void lockedFrame_isEmittedWithItsLastByte() {
    MpegFramer framer = new MpegFramer();
    Recording heard = new Recording();
    byte[] lock = Mp3Frames.joined(mp3.frames(3, 128));
    framer.push(lock, 0, lock.length, heard);
    byte[] frame = mp3.frame(128);
    framer.push(frame, 0, frame.length - 1, heard);
    int before = heard.audio.size();
    framer.push(frame, frame.length - 1, 1, heard);
    assertThat(heard.audio).hasSize(before + 1).last().isEqualTo(frame);
    assertThat(framer.held()).isZero();
  }

  @Test
  void firstFrame_startingAmidAFrame_skipsTheRemainder() {
    List<byte[]> frames = mp3.frames(20, 192);
    byte[] torn = new byte[300];
    new Random(9).nextBytes(torn);
    List<byte[]> stream = new ArrayList<>(frames);
    stream.addFirst(torn);
    Recording heard = run(3, stream);
    assertThat(heard.audio).containsExactlyElementsOf(frames);
    assertThat(heard.skipped).isEqualTo(300);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 400, 70_000, 300_000})
  void garbage_betweenFrames_isSkippedAndTheHuntGoesOn(int length) {
    byte[] garbage = new byte[length];
    new Random(length).nextBytes(garbage);
    List<byte[]> before = mp3.frames(10, 128);
    List<byte[]> after = mp3.frames(10, 128);
    List<byte[]> stream = new ArrayList<>(before);
    stream.add(garbage);
    stream.addAll(after);
    Recording heard = run(length, stream);
    before.addAll(after);
    assertThat(heard.audio).containsExactlyElementsOf(before);
    assertThat(heard.skipped).isEqualTo(length);
  }

  @Test
  void format_changingAtAFileJoin_isFollowed() {
    List<byte[]> first = mp3.frames(10, 128);
    List<byte[]> second = new Mp3Frames(new Format(Version.V2, 3, 22_050, true), 4).frames(10, 64);
    List<byte[]> stream = new ArrayList<>(first);
    stream.addAll(second);
    assertThat(run(5, stream).audio).containsExactlyElementsOf(stream);
  }

  @Test
  void end_truncatedFrame_isSkipped() {
    List<byte[]> frames = mp3.frames(10, 128);
    List<byte[]> stream = new ArrayList<>(frames);
    stream.add(Arrays.copyOf(mp3.frame(128), 100));
    Recording heard = run(6, stream);
    assertThat(heard.audio).containsExactlyElementsOf(frames);
    assertThat(heard.skipped).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void end_fewFramesOnly_areHandedOut(int count) {
    List<byte[]> frames = mp3.frames(count, 128);
    assertThat(run(7, frames).audio).containsExactlyElementsOf(frames);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 65_535, 65_536, 200_000})
  void unknownBytes_passThroughWhole(int length) {
    byte[] flac = new byte[length];
    new Random(length).nextBytes(flac);
    Recording heard = run(length, List.of(flac));
    assertThat(heard.bytes()).isEqualTo(flac);
    assertThat(heard.skipped).isZero();
    assertThat(heard.entries).doesNotContain(false);
    assertThat(heard.audio).allMatch(piece -> piece.length <= 16_384);
  }

  @Test
  void freeFormat_passesThrough() {
    List<byte[]> frames = mp3.frames(300, 128);
    frames.forEach(frame -> frame[2] &= 0x0F);
    byte[] stream = Mp3Frames.joined(frames);
    assertThat(run(8, List.of(stream)).bytes()).isEqualTo(stream);
  }
}
