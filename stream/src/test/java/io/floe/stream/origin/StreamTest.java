package io.floe.stream.origin;

import static io.floe.stream.origin.Troupe.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.RetitleAnswer.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an owned stream tells the cluster, and what it answers. */
class StreamTest {

  private final Troupe troupe = new Troupe();

  @Test
  void chunks_areNumberedAndNameHeaderAndTitle() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    troupe.ear.send(one.bus.self(), new Message.Lease(source.stream().id(), 0, 0, true));
    source.send(10);
    source.stream().append(Chunk.Kind.HEADER, 5, false, new byte[20], () -> {});
    source.send(30);
    one.origins.retitle(LIVE, "Ægir", "", done -> {});
    source.send(40);

    assertThat(chunks())
        .extracting(c -> c.sequence() + " " + c.kind() + " " + c.header() + " " + c.title())
        .containsExactly(
            "0 AUDIO -1 -1", "1 HEADER 1 -1", "2 AUDIO 1 -1", "3 TITLE 1 3", "4 AUDIO 1 3");
    assertThat(chunks().get(3).text()).isEqualTo("Ægir");
  }

  @Test
  void append_afterEnd_doesNothingButIsTaken() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    source.stream().end("closed");
    List<String> taken = new ArrayList<>();
    source.stream().append(Chunk.Kind.AUDIO, 0, true, new byte[1], () -> taken.add("taken"));
    source.stream().end("again");
    troupe.network.settle();
    assertThat(taken).hasSize(1);
    assertThat(one.origins.counters().chunks()).isZero();
    assertThat(troupe.beacons().stream().filter(b -> b.state() == Beacon.State.ENDED)).hasSize(1);
  }

  @Test
  void append_ofAPayloadTooLarge_isTakenAndChangesNothing() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    List<String> taken = new ArrayList<>();
    source.stream()
        .append(
            Chunk.Kind.HEADER,
            0,
            false,
            new byte[Chunk.MAX_HEADER_BYTES + 1],
            () -> taken.add("taken"));
    try {
      troupe.network.settle();
    } catch (IllegalArgumentException expected) {
      assertThat(expected).hasMessageContaining("limit");
    }
    source.send(10);
    assertThat(taken).hasSize(1);
    assertThat(one.origins.counters().chunks()).isEqualTo(1);
  }

  @Test
  void source_silentBeyondItsInterval_isStalledUntilItSends() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    for (int i = 0; i < 20; i++) {
      source.send(10);
      troupe.run(200);
    }
    assertThat(state()).isEqualTo(Beacon.State.LIVE);
    troupe.run(900);
    assertThat(state()).isEqualTo(Beacon.State.LIVE);
    troupe.run(400);
    assertThat(state()).isEqualTo(Beacon.State.STALLED);
    source.send(10);
    assertThat(state()).isEqualTo(Beacon.State.LIVE);
    assertThat(one.origins.counters().stalls()).isEqualTo(1);
  }

  @Test
  void source_thatSendsInLargePieces_isNotStalledBetweenThem() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    for (int piece = 0; piece < 12; piece++) {
      for (int i = 0; i < 4; i++) {
        source.send(16_000);
      }
      troupe.run(4_000);
    }
    // the first two pauses are news
    assertThat(one.origins.counters().stalls()).isLessThanOrEqualTo(2);
  }

  @Test
  void source_thatSendsBytesButNoAudio_isStalledLikeASilentOne() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    for (int i = 0; i < 20; i++) {
      source.send(10);
      troupe.run(200);
    }
    for (int i = 0; i < 4; i++) {
      source.noise();
      troupe.run(200);
    }
    assertThat(state()).isEqualTo(Beacon.State.LIVE);
    for (int i = 0; i < 3; i++) {
      source.noise();
      troupe.run(200);
    }
    assertThat(state()).isEqualTo(Beacon.State.STALLED);
    source.send(10);
    assertThat(state()).isEqualTo(Beacon.State.LIVE);
  }

  @Test
  void source_thatBeginsWithNoAudio_isStalledInTheEnd() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    for (int i = 0; i < 29; i++) {
      source.noise();
      troupe.run(200);
    }
    assertThat(state()).isEqualTo(Beacon.State.LIVE);
    for (int i = 0; i < 3; i++) {
      source.noise();
      troupe.run(200);
    }
    assertThat(state()).isEqualTo(Beacon.State.STALLED);
  }

  @Test
  void source_whosePagesTrickleInForSeconds_isNeverStalled() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    for (int page = 0; page < 20; page++) {
      for (int i = 0; i < 20; i++) {
        source.noise();
        troupe.run(200);
      }
      source.send(4_000);
    }
    assertThat(one.origins.counters().stalls()).isZero();
  }

  @Test
  void aSingleStall_doesNotMakeTheNextOneLater() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    for (int round = 1; round <= 2; round++) {
      for (int i = 0; i < 40; i++) {
        source.send(10);
        troupe.run(200);
      }
      troupe.run(1_300);
      assertThat(one.origins.counters().stalls()).isEqualTo(round);
      troupe.run(3_000);
    }
  }

  @Test
  void endedStream_canBeHadForTenSecondsMore() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    source.send(10);
    source.send(20);
    StreamId id = source.stream().id();
    source.stream().end("closed");
    troupe.run(9_900);
    troupe.ear.send(one.bus.self(), new Message.Lease(id, 0, 0, true));
    troupe.network.settle();
    assertThat(chunks()).hasSize(2);
    assertThat(state()).isEqualTo(Beacon.State.ENDED);

    troupe.run(300);
    troupe.heard.clear();
    troupe.ear.send(one.bus.self(), new Message.Lease(id, 0, 0, true));
    troupe.network.settle();
    assertThat(chunks()).isEmpty();
    assertThat(state()).isEqualTo(Beacon.State.ENDED);
  }

  @Test
  void lease_ofAForeignEpoch_isAnsweredWithOurOwn() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    troupe.heard.clear();
    troupe.ear.send(one.bus.self(), new Message.Lease(new StreamId(LIVE, 5), 0, 0, true));
    troupe.network.settle();
    assertThat(troupe.beacons()).extracting(Beacon::stream).containsExactly(source.stream().id());
  }

  @Test
  void lease_notRenewed_endsAfterThreeSeconds() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    troupe.ear.send(one.bus.self(), new Message.Lease(source.stream().id(), 0, 0, true));
    for (int i = 0; i < 60; i++) {
      troupe.run(100);
      source.send(10);
    }
    assertThat(chunks().size()).isBetween(29, 33);
    // a late renewal goes on from what it names
    troupe.ear.send(one.bus.self(), new Message.Lease(source.stream().id(), 31, 0, false));
    troupe.network.settle();
    assertThat(chunks().getLast().sequence()).isEqualTo(59);
  }

  @Test
  void find_isAnsweredByTheOwnerAndDeniedByOthers() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Ingest two = troupe.ingest("two");
    Troupe.Source source = one.claim();
    troupe.heard.clear();
    troupe.ear.send(one.bus.self(), new Message.Find(LIVE));
    troupe.ear.send(two.bus.self(), new Message.Find(LIVE));
    troupe.network.settle();
    assertThat(troupe.beacons()).extracting(Beacon::stream).containsExactly(source.stream().id());
    assertThat(troupe.heard).contains(new Message.Unowned(LIVE));
  }

  @Test
  void retitle_anywhere_reachesTheOwner() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Ingest two = troupe.ingest("two");
    one.claim();
    List<Outcome> answers = new ArrayList<>();
    two.origins.retitle(LIVE, "from afar", "", answers::add);
    troupe.network.settle();
    assertThat(answers).containsExactly(Outcome.DONE);
    assertThat(troupe.beacons().getLast().title()).isEqualTo("from afar");

    two.origins.retitle(new MountName("/nobody"), "x", "", answers::add);
    troupe.network.settle();
    assertThat(answers).containsExactly(Outcome.DONE, Outcome.NO_SOURCE);

    troupe.network.freeze("one");
    two.origins.retitle(LIVE, "y", "", answers::add);
    troupe.run(990);
    assertThat(answers).hasSize(2);
    troupe.run(20);
    assertThat(answers).containsExactly(Outcome.DONE, Outcome.NO_SOURCE, Outcome.NO_SOURCE);
  }

  @Test
  void retitle_withAnotherPasswordThanTheSources_isRefusedAnywhere() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Ingest two = troupe.ingest("two");
    Troupe.Source source = one.claim();
    List<Outcome> answers = new ArrayList<>();
    for (Troupe.Ingest ingest : List.of(one, two)) {
      ingest.origins.retitle(LIVE, "mine now", "tenant:south", answers::add);
      troupe.network.settle();
    }
    assertThat(answers).containsExactly(Outcome.FOREIGN, Outcome.FOREIGN);
    assertThat(source.stream().beacon().title()).isEmpty();

    two.origins.retitle(LIVE, "yours", source.stream().encoder().credential(), answers::add);
    troupe.network.settle();
    assertThat(answers.getLast()).isEqualTo(Outcome.DONE);
    assertThat(source.stream().beacon().title()).isEqualTo("yours");
  }

  @Test
  void retitle_ofAnOggStream_isRefusedAnywhere() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Ingest two = troupe.ingest("two");
    one.claim("application/ogg");
    List<Outcome> answers = new ArrayList<>();
    for (Troupe.Ingest ingest : List.of(one, two)) {
      ingest.origins.retitle(LIVE, "x", "", answers::add);
      troupe.network.settle();
    }
    assertThat(answers).containsExactly(Outcome.IN_BAND, Outcome.IN_BAND);
  }

  @Test
  void retitle_whenTheBeaconWasMissed_asksAll() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Ingest two = troupe.ingest("two");
    troupe.network.lose(d -> d.message() instanceof Message.Beacons);
    one.claim();
    List<Outcome> answers = new ArrayList<>();
    two.origins.retitle(LIVE, "found", "", answers::add);
    troupe.network.settle();
    assertThat(answers).containsExactly(Outcome.DONE);
  }

  @Test
  void retitle_withALongTitle_cutsBetweenCharacters() {
    Troupe.Ingest one = troupe.ingest("one");
    one.claim();
    one.origins.retitle(LIVE, "x" + "Ж".repeat(4_000), "", done -> {});
    troupe.network.settle();
    String title = troupe.beacons().getLast().title();
    assertThat(title.getBytes(StandardCharsets.UTF_8)).hasSize(4_079);
    assertThat(title).matches("xЖ+");
  }

  @Test
  void titlesThatComeFast_areAllInTheStream_andTheClusterHearsTheNewestNowAndThen() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    troupe.ear.send(one.bus.self(), new Message.Lease(source.stream().id(), 0, 0, true));
    troupe.network.settle();
    troupe.heard.clear();
    for (int i = 0; i < 1_000; i++) {
      title(source, "title " + i);
      source.send(10);
      troupe.run(2);
    }
    // Eight in two seconds, the first at once, and those that go each second anyway.
    assertThat(troupe.beacons()).hasSizeBetween(8, 12);
    assertThat(troupe.beacons().getFirst().title()).isEqualTo("title 0");
    assertThat(chunks().stream().filter(c -> c.kind() == Chunk.Kind.TITLE)).hasSize(1_000);
    assertThat(chunks().stream().filter(c -> c.kind() == Chunk.Kind.AUDIO))
        .as("audio has the title that came before it")
        .allMatch(c -> c.title() == c.sequence() - 1);
    troupe.run(250);
    assertThat(troupe.beacons().getLast().title()).isEqualTo("title 999");
    assertThat(one.origins.counters().unannounced()).isBetween(980L, 992L);

    troupe.run(1_000);
    troupe.heard.clear();
    title(source, "at once");
    assertThat(troupe.beacons()).extracting(Beacon::title).containsExactly("at once");
    title(source, "too late");
    source.stream().end("closed");
    troupe.network.settle();
    int heard = troupe.beacons().size();
    assertThat(troupe.beacons().getLast().title()).isEqualTo("too late");
    assertThat(state()).isEqualTo(Beacon.State.ENDED);
    troupe.run(300);
    assertThat(troupe.beacons().size() - heard).as("those of each second").isLessThanOrEqualTo(1);
  }

  private void title(Troupe.Source source, String text) {
    source.stream()
        .append(Chunk.Kind.TITLE, 0, false, text.getBytes(StandardCharsets.UTF_8), () -> {});
    troupe.network.settle();
  }

  @Test
  void newcomer_learnsOfAllStreamsAtOnce() {
    Troupe.Ingest one = troupe.ingest("one");
    one.claim();
    troupe.run(100);
    Troupe.Ingest two = troupe.ingest("two");
    List<Outcome> answers = new ArrayList<>();
    troupe.heard.clear();
    two.origins.retitle(LIVE, "hello", "", answers::add);
    troupe.network.settle();
    assertThat(answers).containsExactly(Outcome.DONE);
  }

  @Test
  void close_evictsSourcesAndAnnouncesTheEnd() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source source = one.claim();
    one.origins.close();
    troupe.network.settle();
    assertThat(source.evicted).contains("shutting down");
    assertThat(state()).isEqualTo(Beacon.State.ENDED);
  }

  private Beacon.State state() {
    return troupe.beacons().getLast().state();
  }

  private List<Chunk> chunks() {
    return troupe.heard.stream()
        .filter(Message.Audio.class::isInstance)
        .map(message -> ((Message.Audio) message).chunk())
        .toList();
  }
}
