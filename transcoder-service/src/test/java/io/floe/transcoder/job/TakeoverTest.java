package io.floe.transcoder.job;

import static io.floe.transcoder.job.Ensemble.MADE;
import static io.floe.transcoder.job.Ensemble.rendition;
import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.config.Codec;
import io.floe.wire.report.Report.Job.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A job goes from one transcoder to another. */
class TakeoverTest {

  private static final String OGG = "application/ogg";

  private final Ensemble ensemble = new Ensemble();
  private final Ensemble.Ingest ingest = ensemble.new Ingest("ingest");

  @Test
  void jobOfADeadNode_isTakenWithinFiveSeconds_andFollowsInTheSameMount() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    List<Ensemble.Transcoder> both =
        List.of(ensemble.new Transcoder("one"), ensemble.new Transcoder("two"));
    ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    ensemble.run(10_000);
    List<Ensemble.Transcoder> makers = both.stream().filter(t -> t.origins.owned() > 0).toList();
    assertThat(makers).hasSize(1);
    makers.getFirst().die();
    int before = listener.heard.size();
    ensemble.run(4_600);
    assertThat(listener.epochs).hasSize(2);
    assertThat(listener.heard.size()).isGreaterThan(before);
    ensemble.network.thaw(makers.getFirst().id);
    ensemble.run(3_000);
    assertThat(both).filteredOn(t -> t.origins.owned() > 0).hasSize(1);
    assertThat(both.stream().filter(t -> t.job(MADE).isPresent())).hasSize(1);
    assertThat(listener.epochs).hasSize(2);
  }

  @Test
  void jobOfASilentInput_isNotTakenAgainAndAgain() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder one = ensemble.new Transcoder("one");
    Ensemble.Source source = ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    ensemble.run(5_000);
    source.paused = true;
    ensemble.run(3_000);
    List<Ensemble.Transcoder> others =
        List.of(ensemble.new Transcoder("two"), ensemble.new Transcoder("three"));
    ensemble.run(60_000);
    assertThat(one.state(MADE)).isEqualTo(State.SILENT);
    assertThat(others).allSatisfy(each -> assertThat(each.counters.started()).isZero());
    assertThat(listener.epochs).hasSize(1);
  }

  @Test
  void nodeThatDrains_handsItsJobOver_withoutAGap_andWithoutARepeat() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder one = ensemble.new Transcoder("one");
    ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    ensemble.run(5_000);
    ensemble.network.advance(java.time.Duration.ofMillis(50)); // their timers are not in phase
    Ensemble.Transcoder two = ensemble.new Transcoder("two");
    ensemble.run(3_000);
    assertThat(one.origins.owned()).isEqualTo(1);
    long before = Heard.of(OGG, listener.audio()).millis();
    one.jobs.drain();
    ensemble.run(4_000);
    long more = Heard.of(OGG, listener.audio()).millis() - before;
    assertThat(more).isBetween(3_400L, 4_600L);
    assertThat(two.origins.owned()).isEqualTo(1);
    assertThat(one.jobs.report().jobs()).isEmpty();
    assertThat(listener.epochs).hasSize(2);
    assertThat(Heard.of(OGG, listener.audio()).turns()).hasSize(1);
  }

  private record Two(Ensemble.Transcoder maker, Ensemble.Transcoder other) {}

  /** Two transcoders, one of which makes a rendition of what has played for a while. */
  private Two two() {
    Ensemble.Transcoder one = ensemble.new Transcoder("one");
    Ensemble.Transcoder two = ensemble.new Transcoder("two");
    ensemble.run(10_000);
    assertThat(one.origins.owned() + two.origins.owned()).isEqualTo(1);
    return one.origins.owned() == 1 ? new Two(one, two) : new Two(two, one);
  }

  @Test
  void nodeThatDies_whileItsInputIsSilent_isFollowedBySilence_andThenByAudio() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Source source = ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    Two two = two();
    source.paused = true;
    ensemble.run(4_000);
    two.maker().die();
    ensemble.run(6_000);
    assertThat(listener.epochs).as("on the air again within the edge's 10 s").hasSize(2);
    assertThat(two.other().state(MADE)).isEqualTo(State.SILENT);
    ensemble.run(20_000);
    assertThat(two.other().state(MADE)).isEqualTo(State.SILENT);
    long silent = two.other().counters.silenceMillis();
    assertThat(silent).isBetween(19_000L, 24_000L);
    source.paused = false;
    ensemble.run(5_000);
    assertThat(two.other().state(MADE)).isEqualTo(State.RUNNING);
    assertThat(listener.epochs).hasSize(2);
    assertThat(Heard.of(OGG, listener.audio()).turns()).hasSize(3);
  }

  @Test
  void nodeThatDies_whenItsInputHasGone_isFollowedBySilence_whileSomebodyListens() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Source source = ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    Two two = two();
    source.end();
    ensemble.run(20_000);
    two.maker().die();
    ensemble.run(6_000);
    assertThat(listener.epochs).hasSize(2);
    ensemble.run(90_000);
    assertThat(two.other().state(MADE)).isEqualTo(State.SILENT);
    ingest.source("audio/mpeg");
    ensemble.run(5_000);
    assertThat(two.other().state(MADE)).isEqualTo(State.RUNNING);
    assertThat(listener.epochs).hasSize(2);
    listener.leave();
  }

  @Test
  void nodeThatDies_whenItsInputHasGone_leavesNothingForGood() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Source source = ingest.source("audio/mpeg");
    Two two = two();
    source.end();
    ensemble.run(20_000);
    two.maker().die();
    ensemble.run(30_000);
    assertThat(two.other().state(MADE)).isEqualTo(State.SILENT);
    ensemble.run(60_000);
    assertThat(two.other().state(MADE))
        .as("a minute without any listener")
        .isEqualTo(State.WAITING);
    assertThat(two.other().origins.owned()).isZero();
    ensemble.run(60_000);
    assertThat(two.other().state(MADE)).isEqualTo(State.WAITING);
  }

  @Test
  void nodeThatDies_onDemand_whenItsInputHasGone_isFollowedBySilence() {
    ensemble.make(rendition(MADE, Codec.OPUS, true));
    Ensemble.Source source = ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    Two two = two();
    source.end();
    ensemble.run(5_000);
    two.maker().die();
    ensemble.run(6_000);
    assertThat(listener.epochs).hasSize(2);
    int heard = listener.heard.size();
    ensemble.run(5_000);
    assertThat(listener.heard.size()).isGreaterThan(heard + 20);
  }

  @Test
  void nodeThatDrains_whenItsInputHasGone_handsSilenceOver() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Source source = ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    Two two = two();
    source.end();
    ensemble.run(5_000);
    two.maker().jobs.drain();
    ensemble.run(5_000);
    assertThat(two.maker().jobs.report().jobs()).isEmpty();
    assertThat(two.other().state(MADE)).isEqualTo(State.SILENT);
    assertThat(listener.epochs).hasSize(2);
  }

  @Test
  void renditionThatItsNodeHasTakenOffTheAir_isNotBroughtBackByAnother() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Source source = ingest.source("audio/mpeg");
    Two two = two();
    source.end();
    ensemble.run(70_000);
    assertThat(two.maker().state(MADE)).isEqualTo(State.WAITING);
    two.maker().die();
    ensemble.run(10_000);
    assertThat(two.other().state(MADE)).isEqualTo(State.WAITING);
    assertThat(two.other().origins.owned()).isZero();
  }

  @Test
  void nodeThatHearsTheOthersLate_takesNothingOfTheirs() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder one = ensemble.new Transcoder("one");
    ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    ensemble.run(5_000);
    Ensemble.Transcoder late = ensemble.new Transcoder("late");
    ensemble.network.lose(sent -> sent.to().value().equals("late"));
    ensemble.run(4_000);
    ensemble.network.lose(sent -> false);
    ensemble.run(6_000);
    assertThat(late.counters.started()).isZero();
    assertThat(one.state(MADE)).isEqualTo(State.RUNNING);
    assertThat(listener.epochs).hasSize(1);
  }
}
