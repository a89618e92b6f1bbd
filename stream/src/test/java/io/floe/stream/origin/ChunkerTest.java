package io.floe.stream.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.Chunk;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChunkerTest {

  private record Cut(Chunk.Kind kind, long capturedAt, boolean entry, byte[] payload) {}

  private final List<Cut> cuts = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> titles = new ArrayList<>();
  private long millis = 1000;
  private final Chunker chunker =
      new Chunker(
          200,
          () -> TimeUnit.MILLISECONDS.toNanos(millis),
          () -> millis,
          new Chunker.Out() {
            @Override
            public void chunk(Chunk.Kind kind, long capturedAt, boolean entry, byte[] payload) {
              cuts.add(new Cut(kind, capturedAt, entry, payload));
            }

            @Override
            public void titled(String title) {
              titles.add(title);
            }

            @Override
            public void skipped(int bytes) {}

            @Override
            public void failed(String reason) {
              failures.add(reason);
            }
          });

  @Test
  void audio_waitsUntilItsChunkIsOldEnough() {
    audio(100, true);
    millis += 199;
    assertThat(chunker.due()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1));
    audio(100, true);
    assertThat(cuts).isEmpty();

    millis += 1;
    assertThat(chunker.due()).isZero();
    audio(50, true);
    assertThat(cuts).hasSize(1);
    assertThat(cuts.getFirst().payload()).hasSize(200);
    assertThat(cuts.getFirst().capturedAt()).isEqualTo(1000);
    assertThat(chunker.pending()).isTrue();
  }

  @Test
  void audio_neverExceeds16KiBUnlessOneUnitDoes() {
    for (int i = 0; i < 100; i++) {
      audio(417, true);
    }
    audio(65_307, true);
    audio(10, true);
    chunker.flush();
    assertThat(cuts.subList(0, cuts.size() - 2)).allMatch(c -> c.payload().length <= 16 << 10);
    assertThat(cuts.get(cuts.size() - 2).payload()).hasSize(65_307);
    assertThat(cuts.getLast().payload()).hasSize(10);
  }

  @Test
  void unitWhereOneMayStart_opensAChunkAfterOneWhereNobodyMay() {
    audio(10, false);
    audio(11, false);
    audio(12, true);
    audio(13, false);
    audio(14, true);
    chunker.flush();
    assertThat(cuts).extracting(Cut::entry).containsExactly(false, true);
    assertThat(cuts).extracting(c -> c.payload().length).containsExactly(21, 39);
  }

  @Test
  void headersAndTitles_standByThemselvesInOrder() {
    audio(10, true);
    chunker.header(new byte[] {1, 2, 3, 4}, 1, 2);
    audio(11, true);
    chunker.title("A\u0000B");
    chunker.flush();
    assertThat(cuts)
        .extracting(Cut::kind)
        .containsExactly(Chunk.Kind.AUDIO, Chunk.Kind.HEADER, Chunk.Kind.AUDIO, Chunk.Kind.TITLE);
    assertThat(cuts.get(1).payload()).containsExactly(2, 3);
    assertThat(cuts.get(3).payload()).isEqualTo("A B".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void titleThatIsInForce_isNoneAnew() {
    chunker.title("");
    chunker.title("One");
    audio(10, true);
    chunker.title("One ");
    audio(10, true);
    chunker.title("");
    chunker.title("One");
    assertThat(cuts)
        .extracting(Cut::kind)
        .containsExactly(Chunk.Kind.TITLE, Chunk.Kind.AUDIO, Chunk.Kind.TITLE, Chunk.Kind.TITLE);
    assertThat(cuts.get(1).payload()).hasSize(20);
    assertThat(titles).containsExactly("One", "", "One");
  }

  @Test
  void headersBeyondTheLimit_endTheSource() {
    chunker.header(new byte[Chunk.MAX_HEADER_BYTES + 1], 0, Chunk.MAX_HEADER_BYTES + 1);
    assertThat(failures).hasSize(1);
    assertThat(cuts).isEmpty();
  }

  @Test
  void anyUnits_comeOutWholeInOrderAndWithinLimits() {
    Random random = new Random(20261122);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (int i = 0; i < 3000; i++) {
      int size = random.nextInt(50) == 0 ? random.nextInt(300_000) : random.nextInt(2000);
      byte[] unit = new byte[size];
      random.nextBytes(unit);
      sent.writeBytes(unit);
      chunker.audio(unit, 0, unit.length, random.nextBoolean());
      millis += random.nextInt(90);
    }
    chunker.flush();
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    cuts.forEach(c -> heard.writeBytes(c.payload()));
    assertThat(heard.toByteArray()).isEqualTo(sent.toByteArray());
    assertThat(cuts)
        .allMatch(c -> c.payload().length > 0 && c.payload().length <= Chunk.MAX_AUDIO_BYTES);
  }

  private void audio(int length, boolean entry) {
    chunker.audio(new byte[length], 0, length, entry);
  }
}
