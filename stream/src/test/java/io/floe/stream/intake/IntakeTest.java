package io.floe.stream.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.FakeNetwork;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message.Granted;
import io.floe.wire.bus.Message.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One lease against an owner that says what the test makes it say. */
class IntakeTest {

  private static final StreamId STREAM = new StreamId(new MountName("/live"), 7);

  private final FakeNetwork network = new FakeNetwork();
  private final Bus edge = network.join("edge");
  private final Bus owner = network.join("owner");
  private final List<Long> asked = new ArrayList<>();
  private final List<Long> taken = new ArrayList<>();
  private final IntakeCounters counters = new IntakeCounters();

  IntakeTest() {
    owner.receive((from, message) -> {
      if (message instanceof Lease lease && lease.rewind()) {
        asked.add(lease.from());
      }
    });
  }

  @Test
  void grantOfARepeatedTail_skipsNothingThatCanStillBeHad() {
    Intake intake = intake(Lease.TAIL);
    intake.granted(grant(Lease.TAIL, 10, 12));
    // chunks 10 and 11 are lost; the tail has moved on when the owner answers the repetition
    later(150);
    intake.granted(grant(Lease.TAIL, 12, 14));
    assertThat(counters.lost()).isZero();
    later(1);
    assertThat(asked).containsExactly(Lease.TAIL, 10L);

    intake.granted(grant(10, 10, 14));
    List.of(10L, 11L, 12L, 13L).forEach(sequence -> intake.take(audio(sequence)));
    assertThat(taken).containsExactly(10L, 11L, 12L, 13L);
    assertThat(intake.caughtUp()).isTrue();
  }

  @Test
  void grantBeyondWhatWasAsked_isALossThatIsCounted() {
    Intake intake = intake(Lease.TAIL);
    intake.granted(grant(Lease.TAIL, 10, 11));
    intake.take(audio(10));
    later(150);
    intake.take(audio(14));
    later(1);
    assertThat(asked).containsExactly(Lease.TAIL, 11L);
    intake.granted(grant(11, 13, 15));
    intake.take(audio(13));
    intake.take(audio(14));
    assertThat(taken).containsExactly(10L, 13L, 14L);
    assertThat(counters.lost()).isEqualTo(2);
  }

  @Test
  void grantOfALappedCursorFurtherOn_isNoLossOfWhatWeHaveAskedFor() {
    Intake intake = intake(0);
    intake.granted(grant(0, 0, 100));
    intake.take(audio(0));
    later(150);
    // the owner's cursor was at 50 and was lapped; 1 may still be there
    intake.granted(grant(50, 60, 100));
    later(1);
    assertThat(counters.lost()).isZero();
    assertThat(asked).containsExactly(0L, 1L);
  }

  @Test
  void gap_isAskedForAtMostEveryHundredMillis() {
    Intake intake = intake(0);
    intake.granted(grant(0, 0, 1));
    intake.take(audio(0));
    later(500);
    for (long sequence = 2; sequence < 52; sequence++) {
      intake.take(audio(sequence));
      later(10);
    }
    assertThat(asked.subList(1, asked.size())).containsOnly(1L).hasSizeBetween(2, 5);
    assertThat(taken).containsExactly(0L);
  }

  @Test
  void audio_whoseHeaderCannotBeHad_isTakenInTheEndAndCounted() {
    Intake intake = intake(5);
    intake.granted(grant(5, 5, 6));
    for (int i = 0; i < 60 && taken.isEmpty(); i++) {
      intake.take(new Chunk(STREAM, 5, Chunk.Kind.AUDIO, 0, 3, Chunk.NONE, true, new byte[1]));
      later(100);
      intake.tick();
    }
    assertThat(taken).containsExactly(5L);
    assertThat(counters.unreferenced()).isEqualTo(1);
    intake.take(new Chunk(STREAM, 6, Chunk.Kind.AUDIO, 0, 3, Chunk.NONE, true, new byte[1]));
    assertThat(taken).containsExactly(5L, 6L);
  }

  @Test
  void references_areTakenOnceAndOutOfOrder() {
    Intake intake = intake(5);
    intake.granted(grant(5, 5, 6));
    Chunk header = new Chunk(STREAM, 3, Chunk.Kind.HEADER, 0, 3, Chunk.NONE, false, new byte[1]);
    intake.take(header);
    intake.take(header);
    intake.take(audio(4));
    assertThat(taken).containsExactly(3L);
    assertThat(counters.duplicates()).isEqualTo(2);
  }

  private Intake intake(long first) {
    Intake intake =
        new Intake(
            edge,
            owner.self(),
            STREAM,
            first,
            100,
            (chunk, age) -> taken.add(chunk.sequence()),
            counters);
    network.settle();
    return intake;
  }

  private void later(long millis) {
    network.advance(Duration.ofMillis(millis));
  }

  private Granted grant(long asked, long from, long head) {
    return new Granted(STREAM, asked, from, head, network.loop().wallMillis());
  }

  private static Chunk audio(long sequence) {
    return new Chunk(
        STREAM, sequence, Chunk.Kind.AUDIO, 0, Chunk.NONE, Chunk.NONE, true, new byte[1]);
  }
}
