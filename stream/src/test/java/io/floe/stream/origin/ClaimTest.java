package io.floe.stream.origin;

import static io.floe.stream.origin.Troupe.ENCODER;
import static io.floe.stream.origin.Troupe.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.StreamId;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.Encoder;
import io.floe.wire.config.Mount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets a mount. */
class ClaimTest {

  private final Troupe troupe = new Troupe();

  @Test
  void claim_onALoneNode_isWonAtOnceAndAnnouncedBefore() {
    Troupe.Ingest one = troupe.ingest("one");
    List<String> order = new ArrayList<>();
    troupe.ear.receive((from, message) -> {
      if (message instanceof Message.Beacons) {
        order.add("beacon");
      }
    });
    Troupe.Source source = one.claim();

    assertThat(source.won()).isTrue();
    assertThat(source.tookMillis).isZero();
    assertThat(order).containsExactly("beacon");
    assertThat(source.stream().id())
        .isEqualTo(new StreamId(LIVE, troupe.network.loop().wallMillis()));
    assertThat(one.origins.owned()).isEqualTo(1);
  }

  @Test
  void claim_whenAllOthersAnswer_takesNoLongerThanThat() {
    troupe.ingest("two");
    Troupe.Source source = troupe.ingest("one").claim();
    assertThat(source.won()).isTrue();
    assertThat(source.tookMillis).isZero();
  }

  @Test
  void claim_whenANodeIsSilent_isWonAfterFourHundredMillis() {
    Troupe.Ingest one = troupe.ingest("one");
    troupe.ingest("two");
    troupe.network.freeze("two");
    Troupe.Source source = one.claim();
    troupe.run(390);
    assertThat(source.claimed).isNull();
    troupe.run(20);
    assertThat(source.won()).isTrue();
  }

  @Test
  void claim_whenANodeIsGone_doesNotWaitForIt() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Ingest two = troupe.ingest("two");
    troupe.run(1_500);
    two.heart.close();
    two.bus.close();
    Troupe.Source source = one.claim();
    assertThat(source.won()).isTrue();
    assertThat(source.tookMillis).isZero();
  }

  @Test
  void claim_duringShutdown_isRefusedWithTheReason() {
    Troupe.Ingest one = troupe.ingest("one");
    one.origins.close();
    Troupe.Source source = one.claim();
    assertThat(source.claimed)
        .isEqualTo(new Claimed.Refused("this server is shutting down; try another one"));
  }

  @ParameterizedTest
  @CsvSource({
    // rule, same password, same address, silent before, silent after, outcome
    "NEVER, true, true, 5000, true, refused",
    "SAME_ENCODER, true, true, 0, true, won after 300",
    "SAME_ENCODER, true, true, 400, true, won after 300",
    "SAME_ENCODER, true, true, 0, false, refused",
    "SAME_ENCODER, true, true, 1000, true, won after 0",
    "SAME_ENCODER, true, false, 999, true, refused",
    "SAME_ENCODER, true, false, 1000, true, won after 0",
    "SAME_ENCODER, false, true, 5000, true, refused",
    "ALWAYS, true, false, 0, false, won after 0",
    "ALWAYS, false, true, 5000, true, refused",
  })
  void claim_onAMountInUse_followsTheTakeoverRule(
      Mount.Takeover rule,
      boolean password,
      boolean address,
      long silentBefore,
      boolean silentAfter,
      String outcome) {
    for (boolean local : List.of(true, false)) {
      Troupe fresh = new Troupe();
      Troupe.Ingest one = fresh.ingest("one");
      Troupe.Ingest two = fresh.ingest("two");
      Troupe.Source holder = one.claim(ENCODER, rule);
      fresh.run(100);
      holder.send(100);
      fresh.run(silentBefore);
      Encoder encoder =
          new Encoder(
              password ? "secret-1" : "secret-2",
              address ? "192.0.2.7" : "192.0.2.8",
              ENCODER.agent());
      Troupe.Source claimer = (local ? one : two).claim(encoder, rule);
      for (int i = 0; i < 8; i++) {
        if (!silentAfter && holder.evicted == null) {
          holder.send(10);
        }
        fresh.run(50);
      }

      if (outcome.equals("refused")) {
        assertThat(claimer.claimed).isEqualTo(new Claimed.Refused("Mountpoint in use"));
        assertThat(holder.live()).isTrue();
      } else {
        assertThat(claimer.won()).as("local %s", local).isTrue();
        assertThat("won after " + claimer.tookMillis).isEqualTo(outcome);
        assertThat(holder.evicted).isNotEmpty();
        assertThat(claimer.stream().id().epoch()).isGreaterThan(holder.stream().id().epoch());
        assertThat(one.origins.owned() + two.origins.owned()).isEqualTo(1);
      }
    }
  }

  @Test
  void takeoverAlways_happensOnceInThirtySeconds() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Ingest two = troupe.ingest("two");
    Encoder elsewhere = new Encoder("secret-1", "192.0.2.8", "other");
    Troupe.Source first = one.claim(ENCODER, Mount.Takeover.ALWAYS);
    Troupe.Source second = two.claim(elsewhere, Mount.Takeover.ALWAYS);
    assertThat(second.live()).isTrue();
    assertThat(first.live()).isFalse();

    for (int i = 0; i < 59; i++) {
      troupe.run(500);
      second.send(10);
    }
    assertThat(one.claim(ENCODER, Mount.Takeover.ALWAYS).refused()).isTrue();
    troupe.run(500);
    second.send(10);
    assertThat(one.claim(ENCODER, Mount.Takeover.ALWAYS).won()).isTrue();
    assertThat(second.evicted).isNotNull();
  }

  @Test
  void takeoverAlways_happensOnceInThirtySeconds_thoughTheClockIsSetAhead() {
    Troupe.Ingest one = troupe.ingest("one");
    one.claim(ENCODER, Mount.Takeover.ALWAYS);
    Encoder elsewhere = new Encoder("secret-1", "192.0.2.8", "other");
    Troupe.Source second = one.claim(elsewhere, Mount.Takeover.ALWAYS);
    troupe.network.setWallClocks(Duration.ofHours(1));
    troupe.run(500);
    second.send(10);
    assertThat(one.claim(ENCODER, Mount.Takeover.ALWAYS).refused()).isTrue();
    assertThat(second.live()).isTrue();
  }

  @Test
  void watchedHolder_thatEndsByItself_leavesTheMount() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Ingest two = troupe.ingest("two");
    Troupe.Source holder = one.claim();
    Troupe.Source claimer = two.claim();
    troupe.run(100);
    assertThat(claimer.claimed).isNull();
    holder.stream().end("closed");
    troupe.run(1);
    assertThat(claimer.won()).isTrue();
    assertThat(holder.evicted).isNull();
  }

  @Test
  void twoClaimsOnAWatchedHolder_theEarlierGoesOn() {
    Troupe.Ingest one = troupe.ingest("one");
    troupe.ingest("two");
    Troupe.Ingest three = troupe.ingest("three");
    Troupe.Source holder = one.claim();
    Troupe.Source early = three.claim();
    troupe.run(100);
    // the claim of another node that has heard nothing of the first
    troupe.ear.send(
        one.bus.self(),
        new Message.Claim(7, new StreamId(LIVE, troupe.network.loop().wallMillis() + 5), ENCODER));
    troupe.run(10);
    assertThat(troupe.heard)
        .contains(
            new Message.ClaimAnswer(7, false, holder.stream().id().epoch(), "Mountpoint in use"));
    troupe.run(300);
    assertThat(early.won()).isTrue();
  }

  @Test
  void twoClaimsAtOnce_theLowerNodeWins() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Ingest two = troupe.ingest("two");
    // both are on their way before either is heard; same clock, same epoch
    Troupe.Source late = two.submit();
    Troupe.Source early = one.submit();
    troupe.network.settle();
    assertThat(early.won()).isTrue();
    assertThat(late.refused()).isTrue();
  }

  @Test
  void splitBrain_whenHealed_leavesTheHigherEpoch() {
    Troupe.Ingest a = troupe.ingest("a");
    Troupe.Ingest b = troupe.ingest("b");
    troupe.run(1_500);
    troupe.split("b");
    Troupe.Source left = a.claim();
    troupe.run(1_000);
    Troupe.Source right = b.claim();
    troupe.run(1_000);
    assertThat(left.live()).isTrue();
    assertThat(right.live()).isTrue();

    troupe.heal();
    for (int i = 0; i < 12; i++) {
      troupe.run(100);
    }
    assertThat(left.evicted).contains("newer source");
    assertThat(right.live()).isTrue();
    assertThat(a.origins.owned()).isZero();
    assertThat(troupe.beacons())
        .anyMatch(beacon ->
            beacon.stream().equals(left.stream().id()) && beacon.state() == Beacon.State.ENDED);
  }

  @Test
  void splitBrain_withEqualEpochs_leavesTheLowerNode() {
    Troupe.Ingest a = troupe.ingest("a");
    Troupe.Ingest b = troupe.ingest("b");
    troupe.split("b");
    Troupe.Source left = a.claim();
    Troupe.Source right = b.claim();
    troupe.run(500);
    troupe.heal();
    troupe.run(1_100);
    assertThat(left.live()).isTrue();
    assertThat(right.live()).isFalse();
  }

  @Test
  void claims_underHeavyLoss_leaveOneOwnerOnceTheNetworkIsWell() {
    for (int seed = 0; seed < 15; seed++) {
      Random random = new Random(seed);
      Troupe fresh = new Troupe();
      List<Troupe.Ingest> nodes = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        nodes.add(fresh.ingest("node" + i));
      }
      fresh.network.lose(d -> !d.from().equals(d.to()) && random.nextInt(3) == 0);
      List<Troupe.Source> sources = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        sources.add(
            nodes
                .get(random.nextInt(4))
                .claim(ENCODER, Mount.Takeover.values()[random.nextInt(3)]));
        fresh.run(random.nextInt(500));
        sources.stream().filter(Troupe.Source::live).forEach(source -> source.send(10));
      }
      fresh.heal();
      fresh.run(3_000);

      assertThat(sources).as("seed %d", seed).allMatch(source -> source.claimed != null);
      assertThat(sources.stream().filter(Troupe.Source::live)).as("seed %d", seed).hasSize(1);
      assertThat(nodes.stream().mapToInt(node -> node.origins.owned()).sum()).isEqualTo(1);
    }
  }

  @Test
  void epoch_afterOneFromAFasterClock_isHigherStill() {
    Troupe.Ingest one = troupe.ingest("one");
    StreamId ahead = new StreamId(LIVE, troupe.network.loop().wallMillis() + 60_000);
    troupe.ear.broadcast(
        new Message.Beacons(
            List.of(new Beacon(ahead, Troupe.INFO, Beacon.State.ENDED, 9, "", 0, 0))));
    troupe.network.settle();
    assertThat(one.claim().stream().id().epoch()).isEqualTo(ahead.epoch() + 1);
  }

  @Test
  void epoch_knownOnlyToAnotherNode_isLearntFromItsAnswer() {
    Troupe.Ingest two = troupe.ingest("two");
    StreamId ahead = new StreamId(LIVE, troupe.network.loop().wallMillis() + 60_000);
    troupe.ear.send(
        two.bus.self(),
        new Message.Beacons(
            List.of(new Beacon(ahead, Troupe.INFO, Beacon.State.ENDED, 9, "", 0, 0))));
    troupe.network.settle();
    assertThat(troupe.ingest("one").claim().stream().id().epoch()).isEqualTo(ahead.epoch() + 1);
  }

  @Test
  void epoch_afterTheClockWasSetBack_isHigherAsLongAsAnIngestRunsThatHasHeardOfTheMount() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Ingest two = troupe.ingest("two");
    Troupe.Source source = one.claim();
    long first = source.stream().id().epoch();
    source.stream().end("closed");
    troupe.network.setWallClocks(Duration.ofHours(-1));
    troupe.run(1_000);
    Troupe.Source again = one.claim();
    assertThat(again.stream().id().epoch()).isEqualTo(first + 1);
    again.stream().end("closed");
    leave(one);
    assertThat(troupe.ingest("three").claim().stream().id().epoch())
        .as("by the answer of two")
        .isEqualTo(first + 2);
    assertThat(two.origins.owned()).isZero();
  }

  /** So nobody who keeps epochs for longer may take a lower one for an older one. */
  @Test
  void epoch_afterTheClockWasSetBack_andNobodyIsLeftWhoHasHeardOfTheMount_isByTheClock() {
    Troupe.Ingest one = troupe.ingest("one");
    long first = one.claim().stream().id().epoch();
    leave(one);
    troupe.network.setWallClocks(Duration.ofHours(-1));
    assertThat(troupe.ingest("two").claim().stream().id().epoch()).isLessThan(first);
  }

  private void leave(Troupe.Ingest node) {
    node.origins.close();
    troupe.run(1_000);
    node.heart.close();
    node.bus.close();
    troupe.network.settle();
  }

  @Test
  void answers_ofAStranger_areIgnored() {
    Troupe.Ingest one = troupe.ingest("one");
    troupe.ingest("two");
    troupe.network.freeze("two");
    Troupe.Source source = one.claim();
    troupe.ear.send(one.bus.self(), new Message.ClaimAnswer(1, false, 0, "no"));
    troupe.run(10);
    assertThat(source.claimed).isNull();
  }

  @Test
  void mountGivenUp_butNotTaken_isAnnouncedAsEnded() {
    Troupe.Ingest one = troupe.ingest("one");
    Troupe.Source holder = one.claim(ENCODER, Mount.Takeover.ALWAYS);
    troupe.ear.send(one.bus.self(), new Message.Claim(1, new StreamId(LIVE, 1), ENCODER));
    troupe.run(400);
    assertThat(holder.evicted).isNotNull();
    assertThat(troupe.beacons()).noneMatch(b -> b.state() == Beacon.State.ENDED);
    troupe.run(200);
    assertThat(troupe.beacons()).anyMatch(b -> b.state() == Beacon.State.ENDED);
  }
}
