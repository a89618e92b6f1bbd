package io.floe.stream.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.AdtsFrames;
import io.floe.testkit.AudioTags;
import io.floe.testkit.Mp3Frames;
import io.floe.testkit.OggLinks;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Broken streams of every kind, the same for the same seed. */
class HostileBytesTest {

  private static final int ROUNDS = 60;

  enum Kind {
    MPEG(64 << 10) {
      @Override
      ScanningFramer framer() {
        return new MpegFramer();
      }

      @Override
      List<byte[]> stream(long seed) {
        Mp3Frames mp3 = new Mp3Frames(seed);
        List<byte[]> stream = mp3.frames(5, 128);
        stream.add(AudioTags.id3v2(3_000, seed % 2 == 0, seed));
        stream.add(mp3.xing());
        stream.addAll(mp3.variableFrames(40));
        stream.add(AudioTags.ape(500, seed));
        stream.add(AudioTags.id3v1(seed));
        stream.addAll(mp3.frames(40, 320));
        return stream;
      }

      @Override
      List<byte[]> rescue(long seed) {
        return new Mp3Frames(seed).frames(50, 192);
      }

      @Override
      byte[] runUp(long seed) {
        return Mp3Frames.joined(new Mp3Frames(~seed).frames(400, 320));
      }
    },
    ADTS(64 << 10) {
      @Override
      ScanningFramer framer() {
        return new AdtsFramer();
      }

      @Override
      List<byte[]> stream(long seed) {
        AdtsFrames aac = new AdtsFrames(seed);
        List<byte[]> stream = aac.frames(40);
        stream.add(AudioTags.id3v2(300, false, seed));
        stream.addAll(aac.wildFrames(10));
        return stream;
      }

      @Override
      List<byte[]> rescue(long seed) {
        return new AdtsFrames(seed).frames(50);
      }

      @Override
      byte[] runUp(long seed) {
        return Mp3Frames.joined(new AdtsFrames(~seed).frames(1_000));
      }
    },
    OGG(2 << 20) {
      @Override
      ScanningFramer framer() {
        return new OggFramer();
      }

      @Override
      List<byte[]> stream(long seed) {
        OggLinks links = new OggLinks(seed);
        List<byte[]> stream = new ArrayList<>(links.vorbis(1, 40, "TITLE=a").pages());
        stream.addAll(links.opus(2, 40, "TITLE=b").pages());
        stream.addAll(links.flac(2, seed % 2 == 0, 40, "TITLE=c").pages());
        stream.addAll(links.video(5, 30, "TITLE=d").pages());
        return stream;
      }

      @Override
      List<byte[]> rescue(long seed) {
        return new OggLinks(seed).opus(9, 40, "TITLE=rescued").pages();
      }

      @Override
      byte[] runUp(long seed) {
        return new OggLinks(~seed).vorbis(8, 400).bytes();
      }
    };

    /** What the framer may occupy once it knows its stream. */
    final int footprint;

    Kind(int footprint) {
      this.footprint = footprint;
    }

    abstract ScanningFramer framer();

    abstract List<byte[]> stream(long seed);

    /** What must be found whole at the end, whatever came before. */
    abstract List<byte[]> rescue(long seed);

    /** More good audio than any broken length may swallow. */
    abstract byte[] runUp(long seed);
  }

  @ParameterizedTest
  @EnumSource
  void brokenStream_losesNoByteAndFindsWhatFollows(Kind kind) {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      byte[] broken = broken(kind.stream(seed), random);
      List<byte[]> good = kind.rescue(seed);
      byte[] bytes = Mp3Frames.joined(List.of(broken, kind.runUp(seed), Mp3Frames.joined(good)));
      ScanningFramer framer = kind.framer();
      Recording heard = new Recording();
      heard.feed(framer, bytes, random, 512 + Recording.anyMagnitude(random));
      assertThat(framer.footprint()).as("seed %d", seed).isLessThanOrEqualTo(kind.footprint);
      framer.end(heard);
      assertThat(heard.emitted.size() + heard.skipped).isEqualTo(bytes.length);
      assertThat(heard.bytes()).as("seed %d", seed).endsWith(Mp3Frames.joined(good));
    }
  }

  @ParameterizedTest
  @EnumSource
  void units_doNotDependOnHowTheBytesArrive(Kind kind) {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = broken(kind.stream(seed), random);
      ScanningFramer pieces = kind.framer();
      Recording heard = new Recording();
      heard.feed(pieces, bytes, random, Recording.anyMagnitude(random));
      pieces.end(heard);
      ScanningFramer whole = kind.framer();
      Recording expected = new Recording();
      whole.push(bytes, 0, bytes.length, expected);
      whole.end(expected);
      assertThat(heard.order).as("seed %d", seed).isEqualTo(expected.order);
      assertThat(heard.bytes()).as("seed %d", seed).isEqualTo(expected.bytes());
      assertThat(heard.skipped).isEqualTo(expected.skipped);
    }
  }

  @ParameterizedTest
  @EnumSource
  void randomBytes_withWordsOfEveryFormat_areAllAccountedFor(Kind kind) {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      ByteArrayOutputStream soup = new ByteArrayOutputStream();
      while (soup.size() < 120_000) {
        soup.writeBytes(word(random));
        byte[] noise = new byte[random.nextInt(1 << random.nextInt(12))];
        random.nextBytes(noise);
        soup.writeBytes(noise);
      }
      byte[] bytes = soup.toByteArray();
      ScanningFramer framer = kind.framer();
      Recording heard = new Recording();
      heard.feed(framer, bytes, random, 64 + Recording.anyMagnitude(random));
      assertThat(framer.footprint()).isLessThan(256 << 10);
      framer.end(heard);
      if (heard.failure == null) {
        assertThat(heard.emitted.size() + heard.skipped).isEqualTo(bytes.length);
      }
    }
  }

  private static byte[] broken(List<byte[]> stream, Random random) {
    List<byte[]> pieces = new ArrayList<>(stream);
    int first = 5;
    for (int i = random.nextInt(12); i >= 0; i--) {
      int at = first + random.nextInt(pieces.size() - first);
      byte[] piece = pieces.get(at).clone();
      switch (random.nextInt(6)) {
        case 0 ->
            piece[random.nextInt(Math.min(piece.length, 40))] ^= (byte) (1 + random.nextInt(255));
        case 1 -> piece[random.nextInt(piece.length)] = (byte) random.nextInt(256);
        case 2 -> piece = Arrays.copyOf(piece, 1 + random.nextInt(piece.length));
        case 3 -> random.nextBytes(piece);
        case 4 -> piece = word(random);
        default -> pieces.add(at, pieces.get(random.nextInt(pieces.size())));
      }
      pieces.set(at, piece);
    }
    return Mp3Frames.joined(pieces);
  }

  /** The beginning of something that asks to be believed. */
  private static byte[] word(Random random) {
    String word =
        switch (random.nextInt(7)) {
          case 0 -> "OggS\0\2\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\u00ff" + "\u00ff".repeat(255);
          case 1 -> "ID3\4\0\0\177\177\177\177";
          case 2 -> "APETAGEX\u00d0\7\0\0\0\0\u00ff\0\1\0\0\0\0\0\0\u00a0\0\0\0\0\0\0\0\0";
          case 3 -> "TAG";
          case 4 -> "\u00ff\u00fb\u00e0\u0064";
          case 5 -> "\u00ff\u00f1\u0050\u0083\u00ff\u00ff\u00fc";
          default -> "OggS\0\0";
        };
    byte[] bytes = word.getBytes(ISO_8859_1);
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length)) : bytes;
  }
}
