package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.client.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {

  private final Places places = new Places(40, Duration.ofMinutes(1));

  private static Address client(String text) {
    return Address.parse(text).orElseThrow();
  }

  @Test
  void client_hasAQuarter_whicheverOfItsAddressesItUses() {
    for (int i = 1; i <= 10; i++) {
      assertThat(places.place().belongsTo(client("2001:db8::" + i))).isTrue();
    }
    assertThat(places.place().belongsTo(client("2001:db8::ff"))).isFalse();
    assertThat(places.place().belongsTo(client("2001:db8:0:1::1"))).isTrue();
  }

  @Test
  void clientOfThisMachine_isOneToo() {
    for (int i = 1; i <= 10; i++) {
      assertThat(places.place().belongsTo(client("::1"))).isTrue();
    }
    assertThat(places.place().belongsTo(client("::1"))).isFalse();
  }

  @Test
  void neighbourhood_hasHalf() {
    for (int i = 1; i <= 20; i++) {
      assertThat(places.place().belongsTo(client("2001:db8:0:" + i + "::1"))).isTrue();
    }
    assertThat(places.place().belongsTo(client("2001:db8:0:99::1"))).isFalse();
    assertThat(places.place().belongsTo(client("2001:db8:1::1"))).isTrue();
  }

  @Test
  void place_isFreeOnce_whenItsConnectionEndsOrBelongsToSomebodyElse() {
    List<Places.Place> taken = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      taken.add(places.place());
      assertThat(taken.getLast().belongsTo(client("192.0.2.7"))).isTrue();
      assertThat(taken.getLast().belongsTo(client("192.0.2.7"))).as("again").isTrue();
    }
    Places.Place waits = places.place();
    assertThat(waits.belongsTo(client("192.0.2.7"))).isFalse();
    taken.getFirst().leave();
    taken.getFirst().leave();
    assertThat(taken.getFirst().belongsTo(client("192.0.2.7"))).as("a source").isTrue();
    assertThat(waits.belongsTo(client("192.0.2.7"))).isTrue();
    assertThat(places.place().belongsTo(client("192.0.2.7"))).isFalse();
    assertThat(waits.belongsTo(client("192.0.2.8"))).isTrue();
    assertThat(places.place().belongsTo(client("192.0.2.7"))).isTrue();
  }

  @Test
  void fewPlaces_leaveAClientEight() {
    Places few = new Places(3, Duration.ofMinutes(1));
    for (int i = 0; i < 8; i++) {
      assertThat(few.place().belongsTo(client("192.0.2.7"))).isTrue();
    }
    assertThat(few.place().belongsTo(client("192.0.2.7"))).isFalse();
  }

  @Test
  void time_isBoundedUntilAPasswordWasRight() {
    Places.Place place = new Places(40, Duration.ZERO).place();
    assertThat(place.within(Duration.ofSeconds(10))).isLessThanOrEqualTo(Duration.ZERO);
    assertThat(place.has(Duration.ZERO)).isFalse();
    place.opened();
    assertThat(place.within(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(10));
    assertThat(place.has(Duration.ofSeconds(10))).isTrue();
  }
}
