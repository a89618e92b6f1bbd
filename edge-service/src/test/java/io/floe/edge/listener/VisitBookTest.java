package io.floe.edge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.Broadcast;
import io.floe.testkit.RawListener;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message.Salt;
import io.floe.wire.bus.Message.Visit;
import io.floe.wire.bus.Message.Visits;
import io.floe.wire.bus.Message.VisitsWanted;
import io.floe.wire.client.Address;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitBookTest {

  private static final MountName LIVE = new MountName("/live");

  /** On which nothing is at the moment. */
  private static final MountName FLY = new MountName("/fly");

  private static final MountName OSLO = new MountName("/oslo");
  private static final long EVENING = Instant.parse("2026-03-02T23:30:00Z").toEpochMilli();
  private static final long DAY = 20_514; // 2026-03-02

  private final AtomicLong clock = new AtomicLong(EVENING);
  private final VisitBook book = book();

  private VisitBook book() {
    return new VisitBook(
        clock::get,
        mount ->
            mount.equals(FLY)
                ? Optional.empty()
                : Optional.of(mount.equals(OSLO) ? ZoneId.of("Europe/Oslo") : ZoneOffset.UTC));
  }

  private static Address address(String text) {
    return Address.parse(text).orElseThrow();
  }

  private static VisitsWanted wanted(long from, Salt... salts) {
    return new VisitsWanted(from, Visits.MOST, List.of(salts));
  }

  private static Salt salt(long day, int first) {
    return new Salt(day, new byte[] {(byte) first, 2, 3});
  }

  @Test
  void client_isTheSameAtEveryEdge_onOneDay_withTheSaltOfTheDay() {
    VisitBook other = book();
    for (VisitBook each : List.of(book, other)) {
      var _ = each.answer(wanted(0, salt(DAY, 1), salt(DAY + 1, 2)));
      each.came(LIVE, address("192.0.2.7"), "mpv 0.40");
      each.came(OSLO, address("192.0.2.7"), "mpv 0.40");
      each.came(LIVE, address("192.0.2.7"), "VLC/3.0.20 LibVLC/3.0.20");
      each.came(LIVE, address("2001:db8::1"), "VLC/3.0.20");
      each.came(LIVE, address("2001:db8::2"), "VLC/3.0.20");
    }
    List<Visit> visits = book.answer(wanted(0)).visits();
    assertThat(visits).isEqualTo(other.answer(wanted(0)).visits());
    assertThat(visits).extracting(Visit::day).containsExactly(DAY, DAY + 1, DAY, DAY, DAY);
    assertThat(visits).extracting(Visit::agent).containsExactly("mpv", "mpv", "VLC", "VLC", "VLC");
    assertThat(visits.get(0).client()).as("another day").isNotEqualTo(visits.get(1).client());
    assertThat(visits.get(0).client()).as("another player").isNotEqualTo(visits.get(2).client());
    assertThat(visits.get(3).client())
        .as("one customer of a provider")
        .isEqualTo(visits.get(4).client());
  }

  @Test
  void withoutASalt_hashesMeanNothingElsewhere() {
    VisitBook other = book();
    clock.addAndGet(VisitBook.PATIENCE_MILLIS);
    book.came(LIVE, address("192.0.2.7"), "mpv");
    book.came(LIVE, address("192.0.2.7"), "mpv");
    other.came(LIVE, address("192.0.2.7"), "mpv");
    List<Visit> here = book.answer(wanted(0)).visits();
    assertThat(here.get(0)).isEqualTo(here.get(1));
    assertThat(other.answer(wanted(0)).visits().getFirst().client())
        .isNotEqualTo(here.getFirst().client());
  }

  @Test
  void whoComesToAnEdgeThatHasJustStarted_isHashedWithTheSaltOfTheDay() {
    VisitBook started = book();
    var _ = book.answer(wanted(0, salt(DAY, 1)));
    book.came(LIVE, address("192.0.2.7"), "mpv");
    started.came(LIVE, address("192.0.2.7"), "mpv");
    assertThat(started.answer(wanted(0)).visits()).as("it waits").isEmpty();
    assertThat(started.answer(wanted(0, salt(DAY, 1))).visits())
        .isEqualTo(book.answer(wanted(0)).visits());
    VisitBook alone = book();
    alone.came(LIVE, address("192.0.2.7"), "mpv");
    alone.tidy();
    assertThat(alone.answer(wanted(0)).visits()).isEmpty();
    clock.addAndGet(VisitBook.PATIENCE_MILLIS);
    alone.tidy();
    assertThat(alone.answer(wanted(0)).visits()).as("but not for ever").hasSize(1);
  }

  @Test
  void hashesAndSalts_goWhenTheirDayIsOverEverywhere() {
    var _ = book.answer(wanted(0, salt(DAY, 1)));
    book.came(LIVE, address("192.0.2.7"), "mpv");
    long hash = book.answer(wanted(0)).visits().getFirst().client();
    clock.addAndGet(2 * 86_400_000L);
    book.tidy();
    assertThat(book.answer(wanted(0)).visits()).isEmpty();
    assertThat(book.answer(wanted(0)).from()).as("numbers go on").isEqualTo(1);
    clock.addAndGet(-2 * 86_400_000L);
    book.came(LIVE, address("192.0.2.7"), "mpv");
    clock.addAndGet(VisitBook.PATIENCE_MILLIS);
    book.tidy();
    assertThat(book.answer(wanted(1)).visits().getFirst().client())
        .as("the salt has gone too")
        .isNotEqualTo(hash);
  }

  @Test
  void whoIsStillHere_isAListenerOfTheNextDay_once() {
    clock.addAndGet(VisitBook.PATIENCE_MILLIS);
    long day = book.came(LIVE, address("192.0.2.7"), "mpv");
    day = book.still(day, LIVE, address("192.0.2.7"), "mpv");
    clock.addAndGet(3_600_000);
    day = book.still(day, LIVE, address("192.0.2.7"), "mpv");
    day = book.still(day, LIVE, address("192.0.2.7"), "mpv");
    assertThat(day).isEqualTo(DAY + 1);
    assertThat(book.answer(wanted(0)).visits())
        .extracting(Visit::day, Visit::fresh)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(DAY, true),
            org.assertj.core.groups.Tuple.tuple(DAY + 1, false));
  }

  @Test
  void whoIsStillHere_whileNobodyKnowsWhoseTheMountIs_isLookedAtLater() {
    clock.addAndGet(VisitBook.PATIENCE_MILLIS);
    long day = book.came(LIVE, address("192.0.2.7"), "mpv");
    clock.addAndGet(24 * 3_600_000);
    assertThat(book.still(day, FLY, address("192.0.2.7"), "mpv")).isEqualTo(day);
    assertThat(book.answer(wanted(0)).visits()).hasSize(1);
  }

  @Test
  void visits_comeInParts_eachOnce_andWhatIsForgottenIsSaid() {
    clock.addAndGet(VisitBook.PATIENCE_MILLIS);
    book.tidy();
    int all = VisitBook.MOST + 4_000;
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      book.came(LIVE, address("192.0.2." + i % 256), "player");
    }
    long next = 0;
    int parts = 0;
    while (next < all) {
      Visits part = book.answer(wanted(next));
      assertThat(part.from()).isEqualTo(next == 0 ? 4_000 : next);
      assertThat(part.next()).isEqualTo(all);
      assertThat(part.visits().size()).isBetween(1, Visits.MOST);
      part.visits().forEach(visit -> heard.add(visit.agent()));
      next = part.from() + part.visits().size();
      parts++;
    }
    assertThat(heard).hasSize(VisitBook.MOST);
    assertThat(parts).isEqualTo(VisitBook.MOST / Visits.MOST + 1);
    assertThat(book.answer(wanted(next)).visits()).isEmpty();
    assertThat(book.answer(wanted(next + 7)).from()).as("never been here").isEqualTo(4_000);
    assertThat(book.answer(new VisitsWanted(-1, -5, List.of())).visits()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "VLC/3.0.20 LibVLC/3.0.20, VLC",
    "mpv 0.40, mpv",
    "foobar2000/2.1, foobar2000",
    "Radio Paradise 3.1, Radio Paradise",
    "-, ''",
    "'Mozilla/5.0 (X11; Linux) AppleWebKit/537 (KHTML) Chrome/120.0 Safari/537 Edg/120.0', Edge",
    "'Mozilla/5.0 (X11; rv:120.0) Gecko/20100101 Firefox/120.0', Firefox",
    "Mozilla/4.0 (compatible), Mozilla",
    "=cmd()|x, ''",
  })
  void player_isNamedWithoutItsVersion(String agent, String name) {
    assertThat(Players.name(agent)).isEqualTo(name);
  }

  @Test
  void agents_ofAnybody_areShortNames() {
    Random random = new Random(20_261_129);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder agent = new StringBuilder();
      int length = random.nextInt(80);
      for (int c = 0; c < length; c++) {
        agent.append((char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
      }
      String name = Players.name(agent.toString());
      assertThat(name.length()).isLessThanOrEqualTo(40);
      assertThat(name.chars().noneMatch(c -> "=\"<>'\\".indexOf(c) >= 0)).isTrue();
    }
  }

  @Test
  void tallyOfAMount_hasTheBytesThatListenersGot() throws Exception {
    try (Studio studio = new Studio()) {
      long today = Math.floorDiv(System.currentTimeMillis(), 86_400_000L);
      var _ = studio.visits.answer(wanted(0, salt(today, 1), salt(today + 1, 1)));
      LiveMount live = studio.open("/live", Studio.MP3);
      Broadcast source = new Broadcast(5);
      live.ring().append(source.audio(20_000), 0);
      try (RawListener one = studio.get("/live", "User-Agent: mpv 0.40");
          RawListener two = studio.get("/live", "User-Agent: VLC/3")) {
        one.head();
        two.head();
        live.ring().append(source.audio(50_000), 0);
        one.read(70_000);
        two.read(70_000);
        Awaitility.await().until(() -> live.tally().bytes() == studio.counters.bytes());
        assertThat(live.tally().bytes()).isBetween(140_000L, 142_000L);
      }
      studio.awaitNobody();
      assertThat(live.tally().bytes()).isEqualTo(studio.counters.bytes());
      assertThat(live.tally().visits()).isEqualTo(2);
      assertThat(live.tally().listenedMs()).isPositive();
      assertThat(studio.visits.answer(wanted(0)).visits())
          .extracting(Visit::agent)
          .containsExactlyInAnyOrder("mpv", "VLC");
    }
  }
}
