package io.floe.transcoder.job;

import static io.floe.transcoder.job.Ensemble.LIVE;
import static io.floe.transcoder.job.Ensemble.MADE;
import static io.floe.transcoder.job.Ensemble.rendition;
import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.Codec;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import io.floe.wire.config.Sibling;
import io.floe.wire.report.Report.Job.State;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobsTest {

  private static final String OGG = "application/ogg";

  private final Ensemble ensemble = new Ensemble();
  private final Ensemble.Ingest ingest = ensemble.new Ingest("ingest");

  @Test
  void source_comesOutInTheOtherCodec_asLongAsItWentIn() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    ensemble.run(3_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.WAITING);
    ingest.source("audio/mpeg");
    ensemble.run(20_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.RUNNING);
    Heard heard = Heard.of(OGG, listener.audio());
    assertThat(heard.millis()).isBetween(19_000L, 20_000L);
    assertThat(heard.turns()).hasSize(1);
    assertThat(listener.epochs).hasSize(1);
  }

  @Test
  void chunks_areOfTwoHundredMilliseconds_liveAndInABurst() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    ingest.source("audio/mpeg").play(5_000);
    var _ = ensemble.new Transcoder("transcoder");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    ensemble.run(10_000);
    assertThat(listener.heard)
        .filteredOn(chunk -> chunk.kind() == Chunk.Kind.AUDIO)
        .hasSizeGreaterThan(45)
        .allSatisfy(chunk -> assertThat(chunk.size()).isLessThan(3_600))
        .allSatisfy(chunk -> assertThat(chunk.entry()).isTrue());
  }

  @Test
  void inputThatStalls_isSilence_andGoesOnLive() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    Ensemble.Source source = ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    ensemble.run(8_000);
    source.paused = true;
    ensemble.run(10_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.SILENT);
    source.paused = false;
    ensemble.run(8_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.RUNNING);
    List<Long> turns = Heard.of(OGG, listener.audio()).turns();
    assertThat(turns).hasSize(3);
    assertThat(turns.get(1)).isBetween(8_000L, 9_000L);
    assertThat(turns.get(2)).isBetween(7_000L, 8_200L);
    assertThat(listener.epochs).hasSize(1);
    assertThat(transcoder.counters.silenceMillis()).isBetween(8_000L, 9_000L);
  }

  @Test
  void backlogOfAnOutage_isNotHeardLate() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    Ensemble.Source source = ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    ensemble.run(8_000);
    source.paused = true;
    ensemble.run(6_000);
    source.paused = false;
    source.play(6_000);
    ensemble.run(8_000);
    long millis = Heard.of(OGG, listener.audio()).millis();
    assertThat(millis).isBetween(19_500L, 22_000L);
    assertThat(transcoder.counters.lateMillis()).isBetween(3_500L, 4_800L);
  }

  @Test
  void sourceThatLeaves_andReturns_keepsTheOutputOnTheAir() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    Ensemble.Source source = ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    ensemble.run(5_000);
    source.end();
    ensemble.run(100_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.SILENT);
    ingest.source("audio/mpeg");
    ensemble.run(5_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.RUNNING);
    assertThat(listener.epochs).hasSize(1);
    assertThat(Heard.of(OGG, listener.audio()).turns()).hasSize(3);
  }

  @Test
  void outputThatNobodyHears_endsAMinuteAfterItsInput() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    Ensemble.Source source = ingest.source("audio/mpeg");
    ensemble.run(5_000);
    source.end();
    ensemble.run(30_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.SILENT);
    ensemble.run(45_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.WAITING);
    assertThat(transcoder.origins.owned()).isZero();
  }

  @Test
  void outputWithAFallback_isNotFilledWithSilence() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    ensemble.tenant(tenant ->
        tenant
            .with()
            .mounts(
                List.of(Mount.onTheFly(MADE).with().fallback(new MountName("/other.opus")).build()))
            .build());
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    Ensemble.Source source = ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    ensemble.run(5_000);
    source.paused = true;
    ensemble.run(10_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.SILENT);
    assertThat(Heard.of(OGG, listener.audio()).millis()).isLessThan(5_100);
    assertThat(transcoder.origins.counters().stalls()).isEqualTo(1);
  }

  @Test
  void titles_travelWithTheAudio() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    var _ = ensemble.new Transcoder("transcoder");
    Ensemble.Source source = ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    source.title("Bechet – Petite fleur");
    ensemble.run(4_000);
    source.title("Ça ira");
    ensemble.run(4_000);
    assertThat(listener.titles()).containsExactly("Bechet – Petite fleur", "Ça ira");
    Heard heard = Heard.of(OGG, listener.audio());
    assertThat(heard.titles()).containsSubsequence("Bechet – Petite fleur", "Ça ira");
    assertThat(heard.turns()).hasSize(1);
  }

  @Test
  void randomBytes_failTheJob_withTheReason_andNothingGoesOnTheAir() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    ingest.source("audio/mpeg").noise = true;
    ensemble.run(30_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.FAILED);
    assertThat(transcoder.job(MADE).orElseThrow().reason()).contains("/live").contains("decoded");
    assertThat(transcoder.origins.owned()).isZero();
    assertThat(transcoder.counters.failures()).isPositive();
  }

  @Test
  void inputWithoutAnyAudio_failsTheJob_untilThereIsSome() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    Ensemble.Source source = ingest.source("audio/mpeg");
    source.paused = true;
    ensemble.run(8_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.WAITING);
    ensemble.run(8_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.FAILED);
    assertThat(transcoder.job(MADE).orElseThrow().reason()).contains("check its encoder");
    source.paused = false;
    ensemble.run(2_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.RUNNING);
  }

  @Test
  void typeThatCannotBeDecoded_isNamed() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    ingest.source("video/webm");
    ensemble.run(5_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.FAILED);
    assertThat(transcoder.job(MADE).orElseThrow().reason()).contains("video/webm");
  }

  @Test
  void onDemand_isOnTheAir_butEncodedOnlyWhileSomebodyListens() {
    ensemble.make(rendition(MADE, Codec.OPUS, true));
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    ingest.source("audio/mpeg");
    ensemble.run(10_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.IDLE);
    assertThat(transcoder.origins.counters().chunks()).isZero();
    assertThat(transcoder.origins.counters().stalls()).isZero();
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    ensemble.run(1_400);
    assertThat(Heard.of(OGG, listener.audio()).millis())
        .as("a burst of what was played before")
        .isGreaterThan(4_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.RUNNING);
    ensemble.run(5_000);
    listener.leave();
    ensemble.run(15_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.IDLE);
    long made = transcoder.origins.counters().chunks();
    ensemble.run(5_000);
    assertThat(transcoder.origins.counters().chunks()).isEqualTo(made);
    assertThat(transcoder.origins.counters().stalls()).isZero();
    Ensemble.Listener next = ensemble.new Listener("edge2", MADE);
    ensemble.run(2_000);
    assertThat(Heard.of(OGG, next.audio()).millis()).isGreaterThan(4_000);
  }

  @Test
  void oggInput_thatHasPlayedForLong_isDecodedByANodeThatComesLate() {
    MountName mp3 = new MountName("/live.mp3");
    ensemble.make(rendition(mp3, Codec.MP3, false));
    Ensemble.Source source = ingest.source(OGG);
    source.title("Bechet – Petite fleur");
    ensemble.run(30_000);
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    Ensemble.Listener listener = ensemble.new Listener("edge", mp3);
    ensemble.run(8_000);
    assertThat(transcoder.state(mp3)).isEqualTo(State.RUNNING);
    assertThat(Heard.of("audio/mpeg", listener.audio()).millis()).isGreaterThan(8_000);
    assertThat(transcoder.counters.gaps()).isZero();
    assertThat(listener.titles()).containsExactly("Bechet – Petite fleur");
  }

  @Test
  void oggInput_goesOnAfterAHole() {
    MountName mp3 = new MountName("/live.mp3");
    ensemble.make(rendition(mp3, Codec.MP3, false));
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    ingest.source(OGG);
    ensemble.run(8_000);
    ensemble.network.freeze("transcoder");
    ensemble.run(60_000);
    ensemble.network.thaw("transcoder");
    ensemble.run(5_000);
    assertThat(transcoder.state(mp3)).isEqualTo(State.RUNNING);
    assertThat(transcoder.counters.silenceMillis()).isLessThan(3_000);
  }

  @Test
  void headersAndTitlesThatNobodyKeepsUpWith_doNotPileUp() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Deque<Runnable> pool = new ArrayDeque<>();
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder", 1_400, pool::add);
    Ensemble.Source source = ingest.source("audio/mpeg");
    ensemble.run(5_000);
    for (int i = 0; i < 2_000; i++) {
      source.header(1_000);
      source.title("title " + i);
      ensemble.network.settle();
    }
    ensemble.run(1_000);
    assertThat(transcoder.counters.skipped()).isGreaterThan(3_700);
    for (int i = 0; i < 25; i++) {
      while (!pool.isEmpty()) {
        pool.remove().run();
      }
      ensemble.run(200);
    }
    assertThat(transcoder.state(MADE)).isEqualTo(State.RUNNING);
  }

  @Test
  void jobs_areSpread_andANodeThatComesTakesItsShare() {
    ensemble.tenant(tenant ->
        tenant
            .with()
            .renditions(
                IntStream.range(0, 12)
                    .mapToObj(i ->
                        new Rendition(
                            new MountName("/in" + i),
                            new MountName("/out" + i),
                            Codec.OPUS,
                            64,
                            null,
                            null,
                            null,
                            false))
                    .toList())
            .build());
    Ensemble.Transcoder one = ensemble.new Transcoder("one");
    ensemble.run(4_000);
    assertThat(one.jobs.report().jobs()).hasSize(12);
    Ensemble.Transcoder two = ensemble.new Transcoder("two");
    ensemble.run(90_000);
    int first = one.jobs.report().jobs().size();
    int second = two.jobs.report().jobs().size();
    assertThat(first + second).isEqualTo(12);
    assertThat(second).isBetween(3, 8);
  }

  @Test
  void jobsBeyondTheRoom_areQueued_andSaySo() {
    Ensemble.Transcoder small = ensemble.new Transcoder("small", 50);
    ensemble.tenant(tenant ->
        tenant
            .with()
            .renditions(
                List.of(
                    rendition(MADE, Codec.OPUS, false),
                    new Rendition(
                        new MountName("/b"),
                        new MountName("/b.opus"),
                        Codec.OPUS,
                        64,
                        null,
                        null,
                        null,
                        false)))
            .build());
    ensemble.run(4_000);
    assertThat(small.jobs.report().jobs())
        .extracting(job -> job.state())
        .containsExactlyInAnyOrder(State.WAITING, State.QUEUED);
    assertThat(small.jobs.report().jobs())
        .filteredOn(job -> job.state() == State.QUEUED)
        .allSatisfy(job -> assertThat(job.reason()).contains("add a transcoder"));
    Ensemble.Transcoder other = ensemble.new Transcoder("other", 50);
    ensemble.run(4_000);
    assertThat(small.jobs.report().jobs()).hasSize(1);
    assertThat(other.jobs.report().jobs()).hasSize(1);
  }

  @Test
  void outputThatASourceHas_failsTheJob_untilItIsFree() {
    Ensemble.Source squatter = ingest.source(MADE, "audio/mpeg");
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    ingest.source("audio/mpeg");
    ensemble.run(5_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.FAILED);
    assertThat(transcoder.job(MADE).orElseThrow().reason())
        .contains("Mountpoint in use")
        .contains("/live.opus");
    ensemble.run(5_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.FAILED);
    assertThat(squatter.evicted).isNull();
    squatter.end();
    ensemble.run(6_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.RUNNING);
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    ensemble.run(3_000);
    assertThat(Heard.of(OGG, listener.audio()).turns()).hasSize(1);
  }

  @Test
  void sourceThatAnOperatorClosed_isBackAfterAWhile() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    ingest.source("audio/mpeg");
    ensemble.run(5_000);
    transcoder.origins.kick(MADE, count -> assertThat(count).isEqualTo(1));
    ensemble.run(400);
    assertThat(transcoder.origins.owned()).isZero();
    assertThat(transcoder.job(MADE).orElseThrow().reason()).contains("operator");
    ensemble.run(6_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.RUNNING);
  }

  @Test
  void renditionThatIsTakenBack_goesOffTheAir() {
    ensemble.make(rendition(MADE, Codec.OPUS, false));
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    ingest.source("audio/mpeg");
    ensemble.run(5_000);
    assertThat(transcoder.origins.owned()).isEqualTo(1);
    ensemble.make();
    ensemble.run(1_000);
    assertThat(transcoder.origins.owned()).isZero();
    assertThat(transcoder.jobs.report().jobs()).isEmpty();
  }

  @Test
  void renditionThatIsTakenBack_staysAway_whenItsListenersLeave() {
    for (boolean onDemand : new boolean[] {false, true}) {
      ensemble.make(rendition(MADE, Codec.OPUS, onDemand));
      Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder" + onDemand);
      Ensemble.Source source = ingest.source("audio/mpeg");
      ensemble.run(5_000);
      Ensemble.Listener listener = ensemble.new Listener("edge" + onDemand, MADE);
      ensemble.run(3_000);
      assertThat(listener.joined()).isTrue();
      ensemble.make();
      ensemble.run(1_000);
      listener.leave();
      ensemble.run(15_000);
      assertThat(transcoder.origins.owned()).isZero();
      transcoder.close();
      source.end();
      ensemble.run(1_000);
    }
  }

  @Test
  void renditionThatIsChanged_goesOn_whileOthersOfItsInputNoticeNothing() {
    MountName mp3 = new MountName("/live2.mp3");
    ensemble.make(rendition(MADE, Codec.OPUS, false), rendition(mp3, Codec.MP3, false));
    var _ = ensemble.new Transcoder("transcoder");
    ingest.source("audio/mpeg");
    Ensemble.Listener opus = ensemble.new Listener("edge", MADE);
    Ensemble.Listener other = ensemble.new Listener("edge2", mp3);
    ensemble.run(5_000);
    ensemble.make(
        rendition(MADE, Codec.OPUS, false),
        new Rendition(LIVE, mp3, Codec.MP3, 64, 22_050, 1, null, false));
    ensemble.run(5_000);
    assertThat(opus.epochs).hasSize(1);
    assertThat(Heard.of(OGG, opus.audio()).turns()).hasSize(1);
    assertThat(Heard.of(OGG, opus.audio()).millis()).isGreaterThan(9_000);
    assertThat(other.epochs).hasSize(2);
  }

  @Test
  void sibling_comesAndStays_whileItsSourceFlaps() {
    ensemble.tenant(tenant ->
        tenant
            .with()
            .siblings(List.of(new Sibling(".opus", Codec.OPUS, 96, null, null, false)))
            .build());
    Ensemble.Transcoder transcoder = ensemble.new Transcoder("transcoder");
    Ensemble.Source source = ingest.source("audio/mpeg");
    Ensemble.Listener listener = ensemble.new Listener("edge", MADE);
    ensemble.run(6_000);
    assertThat(transcoder.state(MADE)).isEqualTo(State.RUNNING);
    source.end();
    ensemble.run(10_000);
    ingest.source("audio/mpeg");
    ensemble.run(5_000);
    assertThat(listener.epochs).hasSize(1);
    assertThat(transcoder.state(MADE)).isEqualTo(State.RUNNING);
  }
}
