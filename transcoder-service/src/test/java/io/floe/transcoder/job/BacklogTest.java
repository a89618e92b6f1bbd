package io.floe.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.Chunk.Kind;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BacklogTest {

  private static final StreamId STREAM = new StreamId(new MountName("/live"), 1);
  private static final int MIB = 1 << 20;

  private final JobCounters counters = new JobCounters();
  private final Backlog.Node node = new Backlog.Node(64L * MIB);
  private final Backlog backlog = new Backlog(node, counters);
  private final Deque<Chunk> waiting = new ArrayDeque<>();
  private long sequence;

  private Chunk chunk(Kind kind, int size) {
    return new Chunk(STREAM, sequence++, kind, 0, -1, -1, true, new byte[size]);
  }

  private List<Chunk> come(Chunk chunk) {
    List<Chunk> taken = backlog.take(chunk);
    waiting.addAll(taken);
    return taken;
  }

  private void work(int count) {
    for (int i = 0; i < count && !waiting.isEmpty(); i++) {
      backlog.done(waiting.remove());
    }
  }

  private void fill() {
    while (!come(chunk(Kind.AUDIO, 100)).isEmpty()) {
      assertThat(waiting).hasSizeLessThanOrEqualTo(Backlog.MOST_CHUNKS);
    }
  }

  @Test
  void headersAndTitles_waitNoMoreThanAudio() {
    for (int i = 0; i < 10_000; i++) {
      come(chunk(i % 2 == 0 ? Kind.HEADER : Kind.TITLE, 100));
    }
    assertThat(waiting).hasSize(Backlog.MOST_CHUNKS);
    assertThat(counters.skipped()).isEqualTo(10_000 - Backlog.MOST_CHUNKS - 2);
  }

  @Test
  void bytesOfHeaders_areBounded() {
    for (int i = 0; i < 100; i++) {
      come(chunk(Kind.HEADER, MIB));
    }
    assertThat(waiting).hasSize(4);
    assertThat(node.bytes()).isEqualTo(4L * MIB);
    work(10);
    assertThat(node.bytes()).isZero();
  }

  @Test
  void newestHeaderAndTitle_comeBeforeTheNextAudioThatIsTaken() {
    fill();
    Chunk old = chunk(Kind.HEADER, 10);
    assertThat(come(old)).isEmpty();
    assertThat(come(chunk(Kind.TITLE, 10))).isEmpty();
    Chunk header = chunk(Kind.HEADER, 20);
    Chunk title = chunk(Kind.TITLE, 20);
    assertThat(come(header)).isEmpty();
    assertThat(come(title)).isEmpty();
    assertThat(counters.skipped()).as("one of audio, and the two before").isEqualTo(3);
    work(1_000);
    Chunk audio = chunk(Kind.AUDIO, 100);
    assertThat(come(audio)).containsExactly(header, title, audio);
    Chunk next = chunk(Kind.HEADER, 10);
    assertThat(come(next)).containsExactly(next);
  }

  @Test
  void headersAndTitles_doNotEndTheSkipping() {
    fill();
    work(100);
    assertThat(come(chunk(Kind.TITLE, 10))).isEmpty();
    assertThat(come(chunk(Kind.AUDIO, 100))).as("too many wait still").isEmpty();
    work(Backlog.MOST_CHUNKS - 100 - Backlog.FEW_CHUNKS);
    assertThat(come(chunk(Kind.AUDIO, 100))).hasSize(2);
  }

  @Test
  void whatIsAside_isNotOfAnotherStream() {
    fill();
    come(chunk(Kind.HEADER, 10));
    backlog.begins();
    work(1_000);
    assertThat(come(chunk(Kind.AUDIO, 100))).hasSize(1);
  }

  @Test
  void nodeThatIsFull_leavesEachInputItsOwn() {
    Backlog.Node small = new Backlog.Node(2L * MIB);
    Backlog greedy = new Backlog(small, counters);
    for (int i = 0; i < 1_000; i++) {
      greedy.take(chunk(Kind.AUDIO, 16 << 10));
    }
    assertThat(small.bytes()).isEqualTo(2L * MIB);
    Backlog modest = new Backlog(small, counters);
    for (int i = 0; i < 16; i++) {
      assertThat(modest.take(chunk(Kind.AUDIO, 16 << 10))).hasSize(1);
    }
    assertThat(modest.take(chunk(Kind.AUDIO, 16 << 10))).isEmpty();
  }

  @Test
  void whateverComes_itIsBounded_andInOrder() {
    Random random = new Random(5);
    Kind[] kinds = Kind.values();
    List<Chunk> all = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      Kind kind = kinds[random.nextInt(kinds.length)];
      all.addAll(come(chunk(kind, random.nextInt(kind == Kind.TITLE ? 4_000 : 100_000))));
      if (random.nextInt(200) == 0) {
        work(random.nextInt(300));
      }
      assertThat(waiting.size()).isLessThanOrEqualTo(Backlog.MOST_CHUNKS + 2);
      assertThat(node.bytes()).isLessThanOrEqualTo(Backlog.MOST_BYTES);
    }
    List<Long> audio =
        all.stream().filter(c -> c.kind() == Kind.AUDIO).map(Chunk::sequence).toList();
    assertThat(audio).isSorted().hasSizeGreaterThan(1_000);
    List<Long> headers =
        all.stream().filter(c -> c.kind() == Kind.HEADER).map(Chunk::sequence).toList();
    assertThat(headers).isSorted();
    work(1_000);
    assertThat(node.bytes()).isZero();
  }
}
