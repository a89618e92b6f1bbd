package io.floe.stream.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What all rings of a node hold together, whatever its sources do. */
class RingBudgetTest {

  private static final int MIB = 1 << 20;

  /** What the ring of a mount with the usual burst keeps as long as it can. */
  private static final int FLOOR = 128 << 10;

  private final Troupe troupe = new Troupe();

  @Test
  void manySourcesThatSendMuch_stayWithinTheBudget_andTheLargestGiveMost() {
    Troupe.Ingest one = troupe.ingest("one", 16 * MIB);
    List<Troupe.Source> sources = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      sources.add(one.claim(new MountName("/m" + i)));
    }
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < sources.size(); i++) {
        sources.get(i).send(i == 0 ? 1_000 : 16_000);
        assertThat(held(one)).isLessThanOrEqualTo(16L * MIB);
      }
      troupe.run(50);
    }
    assertThat(weight(sources.getFirst())).isEqualTo(100 * (1_000 + ChunkRing.OVERHEAD));
    for (Troupe.Source large : sources.subList(1, sources.size())) {
      assertThat(weight(large)).isGreaterThan(FLOOR - 17_000);
    }
    troupe.run(300);
    assertThat(one.origins.counters().ringBytes()).isEqualTo(held(one));
    assertThat(one.origins.counters().mostRingBytes()).isEqualTo(16L * MIB);
    assertThat(one.origins.counters().shedBytes()).isGreaterThan(40L * MIB);
    assertThat(one.origins.counters().crowdedOut()).isZero();
  }

  @Test
  void streamsThatAreOver_giveFirst() {
    Troupe.Ingest one = troupe.ingest("one", 8 * MIB);
    Troupe.Source over = one.claim(new MountName("/over"));
    take(one, over);
    fill(over, 4 * MIB);
    over.stream().end("hangs up");
    Troupe.Source here = one.claim(new MountName("/here"));
    fill(here, 3 * MIB);
    assertThat(weight(over)).isGreaterThan(4L * MIB);
    fill(here, 3 * MIB);
    assertThat(weight(here)).isGreaterThan(6L * MIB);
    assertThat(weight(over)).isLessThan(2L * MIB);
  }

  @Test
  void encoderThatFillsItsRingAndComesBack_fillsNoHeap() {
    Troupe.Ingest one = troupe.ingest("one", 64 * MIB);
    for (int round = 0; round < 30; round++) {
      Troupe.Source source = one.claim();
      fill(source, 9 * MIB);
      source.stream().end("hangs up");
      troupe.run(100);
    }
    // nobody has ever taken any of it in
    assertThat(one.origins.counters().shedBytes()).isZero();
    troupe.run(300);
    assertThat(one.origins.counters().ringBytes()).isLessThanOrEqualTo(30L * FLOOR);
    troupe.run(10_300);
    assertThat(one.origins.counters().ringBytes()).isZero();
  }

  @Test
  void ringThatIsOver_andWasTaken_staysForItsAfterlife_andThenTakesNothing() {
    Troupe.Ingest one = troupe.ingest("one", 64 * MIB);
    Troupe.Source source = one.claim();
    take(one, source);
    fill(source, 2 * MIB);
    source.stream().end("closed");
    troupe.run(300);
    assertThat(one.origins.counters().ringBytes()).isGreaterThan(2L * MIB);
    troupe.run(10_000);
    assertThat(one.origins.counters().ringBytes()).isZero();
  }

  @Test
  void edgeThatLags_isSetAheadOfWhatWasShed() {
    Troupe.Ingest one = troupe.ingest("one", 2 * MIB);
    Troupe.Source source = one.claim();
    troupe.network.freeze("zz-ear");
    troupe.ear.send(one.bus.self(), new Message.Lease(source.stream().id(), 0, 0, true));
    fill(source, 6 * MIB);
    troupe.network.thaw("zz-ear");
    troupe.network.settle();
    List<Long> had =
        troupe.heard.stream()
            .filter(Message.Audio.class::isInstance)
            .map(message -> ((Message.Audio) message).chunk().sequence())
            .toList();
    assertThat(had).isSorted().doesNotHaveDuplicates();
    assertThat(had.getLast()).isEqualTo(source.stream().beacon().nextSequence() - 1);
    assertThat(one.origins.counters().lapped()).isPositive();
  }

  @Test
  void headersThatHaveNoRoom_endTheStreamThatHasThem() {
    Troupe.Ingest one = troupe.ingest("one", 4 * MIB);
    Troupe.Source modest = one.claim(new MountName("/modest"));
    fill(modest, MIB);
    List<Troupe.Source> greedy = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Troupe.Source source = one.claim(new MountName("/greedy" + i));
      source.stream().append(Chunk.Kind.HEADER, 0, false, new byte[900_000], () -> {});
      source.send(1_000);
      greedy.add(source);
      assertThat(held(one)).isLessThanOrEqualTo(4L * MIB);
    }
    assertThat(modest.live()).isTrue();
    assertThat(greedy.stream().filter(Troupe.Source::live)).hasSize(4);
    assertThat(greedy.stream().filter(source -> !source.live()))
        .allSatisfy(source -> assertThat(source.evicted).contains("no memory left"));
    assertThat(one.origins.counters().crowdedOut()).isEqualTo(2);
    assertThat(troupe.beacons().stream().filter(b -> b.state() == Beacon.State.ENDED)).hasSize(2);
  }

  @Test
  void whateverSourcesDo_theBudgetHoldsAndNothingIsForgotten() {
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      Troupe fresh = new Troupe();
      Troupe.Ingest one = fresh.ingest("one", 3 * MIB);
      List<Troupe.Source> sources = new ArrayList<>();
      for (int step = 0; step < 1_000; step++) {
        sources.removeIf(source -> !source.live());
        int what = random.nextInt(100);
        if (sources.isEmpty() || what < 3) {
          Troupe.Source source = one.claim(new MountName("/m" + step));
          sources.add(source);
          if (random.nextBoolean()) {
            take(fresh, one, source);
          }
          continue;
        }
        Troupe.Source source = sources.get(random.nextInt(sources.size()));
        if (what < 5) {
          source.stream().end("closed");
          sources.remove(source);
        } else if (what < 7) {
          int size = random.nextInt(600_000);
          source.stream().append(Chunk.Kind.HEADER, 0, false, new byte[size], () -> {});
        } else {
          source.send(random.nextInt(random.nextBoolean() ? 100 : 60_000));
        }
        fresh.run(random.nextInt(400));
        assertThat(one.origins.ringBytes()).isLessThanOrEqualTo(3L * MIB);
      }
      sources.forEach(source -> source.stream().end("closed"));
      fresh.run(11_000);
      assertThat(one.origins.ringBytes()).isZero();
    }
  }

  private static long held(Troupe.Ingest ingest) {
    return ingest.origins.ringBytes();
  }

  private void take(Troupe.Ingest ingest, Troupe.Source source) {
    take(troupe, ingest, source);
  }

  private static void take(Troupe troupe, Troupe.Ingest ingest, Troupe.Source source) {
    troupe.ear.send(ingest.bus.self(), new Message.Lease(source.stream().id(), 0, FLOOR, true));
    troupe.network.settle();
  }

  private static void fill(Troupe.Source source, int bytes) {
    for (int sent = 0; sent < bytes; sent += 16_000) {
      source.send(16_000);
    }
  }

  private static long weight(Troupe.Source source) {
    return source.stream().weight();
  }
}
