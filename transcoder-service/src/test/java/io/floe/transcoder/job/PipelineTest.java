package io.floe.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.stream.origin.Chunker;
import io.floe.testkit.Mp3Frames;
import io.floe.testkit.OggPages;
import io.floe.transcoder.codec.FlacFrames;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.Chunk.Kind;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.config.Codec;
import io.floe.wire.config.Mount;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What hostile inputs may cost, and that sound ones lose nothing by it. */
class PipelineTest {

  private static final StreamId STREAM = new StreamId(Ensemble.LIVE, 1);
  private static final MountName MADE = Ensemble.MADE;
  private static final long MILLIS = 1_000_000;

  /** Two frames of 60 ms without contents. */
  private static final byte[] TINY_PACKET = {3 << 3 | 3, 2};

  private static final int TINY_MILLIS = 120;

  private final JobCounters counters = new JobCounters();
  private final Pipeline pipeline = new Pipeline(counters);
  private final List<String> titles = new ArrayList<>();
  private long sequence;

  private void begins(String type) {
    pipeline.begins(new StreamInfo(type, "", "", "", "", 0, false, ""));
  }

  /** A chunk that came at that time. */
  private void come(Kind kind, long millis, byte[] payload) {
    Chunk chunk = new Chunk(STREAM, sequence++, kind, millis, -1, -1, true, payload);
    pipeline.chunk(chunk, millis * MILLIS);
  }

  private long heard() {
    return pipeline.audioNanos() / MILLIS;
  }

  private static byte[] header(OggPages pages) {
    byte[] head =
        ByteBuffer.allocate(19)
            .put("OpusHead".getBytes(StandardCharsets.US_ASCII))
            .put((byte) 1)
            .put((byte) 1)
            .array();
    byte[] tags = Arrays.copyOf("OpusTags".getBytes(StandardCharsets.US_ASCII), 16);
    return Mp3Frames.joined(List.of(pages.bos(head), pages.page(0, tags)));
  }

  /** A page of so many packets that play 120 ms each. */
  private static byte[] page(OggPages pages, int packets) {
    byte[][] all = new byte[packets][];
    Arrays.fill(all, TINY_PACKET);
    return pages.page(-1, all);
  }

  @Test
  void audioByTheHour_fromAFewBytes_isCut_andLiveAudioAfterItIsNot() {
    begins("application/ogg");
    OggPages pages = new OggPages(1);
    come(Kind.HEADER, 0, header(pages));
    for (int i = 0; i < 600; i++) {
      come(Kind.AUDIO, 0, page(pages, 255)); // 30 s
    }
    assertThat(heard()).isBetween(45_000L, 45_200L);
    assertThat(counters.flooded()).isEqualTo(599);
    assertThat(pipeline.failure()).as("it is not called undecodable for that").isEmpty();
    come(Kind.AUDIO, 0, pages.page(-1, new byte[0], new byte[0]));
    assertThat(counters.lostFrames()).as("what is left out is not decoded either").isZero();
    come(Kind.AUDIO, 10_000, page(pages, 255));
    assertThat(heard()).as("two seconds for each that has passed").isBetween(65_000L, 65_400L);
    assertThat(pipeline.failure()).isEmpty();
    long before = heard();
    long flooded = counters.flooded();
    for (int i = 1; i <= 500; i++) {
      come(Kind.AUDIO, 10_000 + i * 240L, page(pages, 2));
    }
    assertThat(heard() - before).isEqualTo(500 * 2 * TINY_MILLIS);
    assertThat(counters.flooded()).isEqualTo(flooded);
  }

  @Test
  void headerOfLongAgo_thatComesAgain_isNoTimeThatHasPassed() {
    begins("application/ogg");
    OggPages pages = new OggPages(1);
    byte[] header = header(pages);
    come(Kind.HEADER, 0, header);
    for (int i = 0; i < 20; i++) {
      come(Kind.HEADER, 0, header);
      come(Kind.AUDIO, 1_000_000, page(pages, 255));
    }
    assertThat(heard()).isBetween(45_000L, 45_200L);
  }

  @Test
  void thirtySecondsAtOnce_andABurstOfWhatWasLive_areWhole() {
    begins("application/ogg");
    OggPages pages = new OggPages(1);
    come(Kind.HEADER, 0, header(pages));
    long given = 0;
    // Five minutes that an owner had in hand, all of which arrive now.
    for (int i = 0; i < 1_250; i++) {
      Chunk chunk =
          new Chunk(STREAM, sequence++, Kind.AUDIO, i * 240L, -1, -1, true, page(pages, 2));
      pipeline.chunk(chunk, 1);
      given += 2 * TINY_MILLIS;
    }
    come(Kind.AUDIO, 300_000, page(pages, 250));
    given += 250 * TINY_MILLIS;
    for (int i = 0; i < 250; i++) {
      come(Kind.AUDIO, 300_000 + i * 240L, page(pages, 2));
      given += 2 * TINY_MILLIS;
    }
    assertThat(heard()).isEqualTo(given);
    assertThat(counters.flooded()).isZero();
  }

  @Test
  void linksOnEveryPage_areNotAllBegun_butTheNewestIs() {
    begins("application/ogg");
    for (int i = 0; i < 1_000; i++) {
      OggPages pages = new OggPages(i);
      come(Kind.HEADER, 0, header(pages));
      come(Kind.AUDIO, 0, page(pages, 1));
    }
    assertThat(heard()).isEqualTo(16 * TINY_MILLIS);
    assertThat(counters.flooded()).isEqualTo(1_000 - 16);
    OggPages pages = new OggPages(1_000);
    come(Kind.HEADER, 100, header(pages));
    come(Kind.AUDIO, 100, page(pages, 1));
    assertThat(heard()).isEqualTo(17 * TINY_MILLIS);
    OggPages last = new OggPages(1_001);
    come(Kind.HEADER, 200, header(last));
    come(Kind.AUDIO, 200, page(last, 1));
    come(Kind.AUDIO, 800, page(last, 1));
    come(Kind.AUDIO, 1_200, page(last, 1));
    assertThat(heard()).as("the last link begins when it may").isEqualTo(18 * TINY_MILLIS);
  }

  @Test
  void linkAfterAHole_isHeard() {
    begins("application/ogg");
    OggPages first = new OggPages(1);
    come(Kind.HEADER, 0, header(first));
    come(Kind.AUDIO, 0, page(first, 5));
    sequence += 7;
    OggPages second = new OggPages(2);
    come(Kind.HEADER, 5_000, header(second));
    come(Kind.AUDIO, 5_000, page(second, 5));
    assertThat(counters.gaps()).isEqualTo(1);
    assertThat(heard()).isEqualTo(10 * TINY_MILLIS);
  }

  @Test
  void formatsThatAlternate_areNotAllFollowed() {
    begins("audio/flac");
    for (int i = 0; i < 500; i++) {
      come(Kind.AUDIO, 0, FlacFrames.atRate(i, i % 2 == 0 ? 8_000 : 8_081));
    }
    assertThat(heard()).isBetween((16 + 242) * 9L, (16 + 242) * 10L);
    assertThat(counters.flooded()).as("those of the rate that is not in force").isEqualTo(242);
    come(Kind.AUDIO, 1_000, FlacFrames.atRate(0, 16_000));
    assertThat(counters.flooded()).as("a second later another may be").isEqualTo(242);
  }

  @Test
  void titlesWithoutEnd_areNotAllShown_butTheNewestIs() {
    begins("application/ogg");
    pipeline.open(
        new Branch(
            Ensemble.rendition(MADE, Codec.OPUS, false),
            Mount.onTheFly(MADE),
            pipeline::capturedAt,
            new Chunker.Out() {
              @Override
              public void chunk(Kind kind, long capturedAt, boolean entry, byte[] payload) {
                if (kind == Kind.TITLE) {
                  titles.add(new String(payload, StandardCharsets.UTF_8));
                }
              }

              @Override
              public void titled(String title) {}

              @Override
              public void skipped(int bytes) {}

              @Override
              public void failed(String reason) {}
            }));
    OggPages pages = new OggPages(1);
    come(Kind.HEADER, 0, header(pages));
    for (int i = 0; i < 200; i++) {
      come(Kind.TITLE, 0, ("title " + i).getBytes(StandardCharsets.UTF_8));
      come(Kind.AUDIO, 0, page(pages, 1));
    }
    assertThat(titles).hasSize(16).last().isEqualTo("title 15");
    come(Kind.AUDIO, 1_000, page(pages, 1));
    assertThat(titles).hasSize(17).last().isEqualTo("title 199");
  }
}
