package io.floe.wire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7,192.0.2.7",
    "0.0.0.0,0.0.0.0",
    "255.255.255.255,255.255.255.255",
    "::ffff:192.0.2.7,192.0.2.7",
    "::FFFF:c000:207,192.0.2.7",
    "2001:DB8:0:0:0:0:0:1,2001:db8::1",
    "::,::",
    "::1,::1",
    "fe80::1,fe80::1",
    "::c000:207,::c000:207",
    "1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8"
  })
  void address_hasOneForm(String text, String printed) {
    assertThat(Address.parse(text)).get().hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "010.1.1.1",
        "1.2.3.4 ",
        "1.2.3.4:80",
        "0x7f.1.1.1",
        "localhost",
        "radio.example",
        "abba",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "[::1]",
        "fe80::1%eth0",
        "::192.0.2.7",
        "::ffff:1.2.3.256",
        "::ffff:1.2.3.04",
        "unknown",
        "1.2.3.4\n",
        "\u0661.2.3.4"
      })
  void text_thatIsNoAddress_isNone(String text) {
    assertThat(Address.parse(text)).isEmpty();
  }

  @Test
  void address_ofASocket_isTheOneThatItsTextIs() throws Exception {
    assertThat(Address.of(new InetSocketAddress("127.0.0.5", 1))).hasToString("127.0.0.5");
    InetAddress scoped = InetAddress.getByName("fe80::1%1");
    assertThat(Address.of(new InetSocketAddress(scoped, 1))).hasToString("fe80::1");
    assertThat(Address.of((java.net.SocketAddress) null)).isEqualTo(Address.UNKNOWN);
  }

  @Test
  void anyAddress_printedAndRead_isTheSame() throws UnknownHostException {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      for (int zeros = random.nextInt(3); zeros > 0; zeros--) {
        int from = random.nextInt(bytes.length);
        java.util.Arrays.fill(bytes, from, from + random.nextInt(bytes.length - from), (byte) 0);
      }
      Address address = Address.of(bytes);
      assertThat(Address.parse(address.toString())).contains(address);
      assertThat(InetAddress.getByName(address.toString()))
          .isEqualTo(InetAddress.getByAddress(bytes));
    }
  }

  @Test
  void network_isWhatOneCustomerHas() {
    assertThat(address("192.0.2.7").network()).isEqualTo(address("192.0.2.7"));
    assertThat(address("::ffff:192.0.2.7").network()).isEqualTo(address("192.0.2.7"));
    assertThat(address("2001:db8:1:2:3:4:5:6").network()).isEqualTo(address("2001:db8:1:2::"));
    assertThat(address("2001:db8:1:2:ffff::9").network()).isEqualTo(address("2001:db8:1:2::"));
    assertThat(address("2001:db8:1:3::").network()).isNotEqualTo(address("2001:db8:1:2::"));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.0.0.0/8",
    "192.0.2.7,192.0.2.7",
    "192.0.2.7/32,192.0.2.7",
    "0.0.0.0/0,0.0.0.0/0",
    "::/0,::/0",
    "2001:db8::/32,2001:db8::/32",
    "::1,::1",
    "::ffff:10.0.0.0/104,10.0.0.0/8",
    "::ffff:10.0.0.1,10.0.0.1"
  })
  void network_hasOneForm(String text, String printed) {
    assertThat(Cidr.parse(text)).hasToString(printed);
  }

  @ParameterizedTest
  @CsvSource({
    "radio.example,like 192.0.2.0/24",
    "10.0.0.0/,like 192.0.2.0/24",
    "10.0.0.0/-1,like 192.0.2.0/24",
    "10.0.0.0/8/8,like 192.0.2.0/24",
    "10.0.0/8,like 192.0.2.0/24",
    "10.0.0.0/33,0 to 32 bits",
    "2001:db8::/129,0 to 128 bits",
    "::ffff:10.0.0.0/90,96 to 128 bits",
    "192.0.2.7/24,write 192.0.2.0/24 instead of",
    "2001:db8::1/64,write 2001:db8::/64 instead of"
  })
  void text_thatIsNoNetwork_isRefusedWithTheReason(String text, String reason) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
    assertThatThrownBy(() -> CidrSet.parse(List.of("::1", text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void set_keepsTheFamiliesApart() {
    assertThat(CidrSet.NONE.contains(address("::1"))).isFalse();
    CidrSet six = CidrSet.parse(List.of("::/0"));
    assertThat(six.contains(address("2001:db8::1"))).isTrue();
    assertThat(six.contains(address("192.0.2.7"))).isFalse();
    CidrSet four = CidrSet.parse(List.of("0.0.0.0/0"));
    assertThat(four.contains(address("::ffff:192.0.2.7"))).isTrue();
    assertThat(four.contains(address("::1"))).isFalse();
  }

  @Test
  void set_ofManyNetworks_holdsWhatOneOfThemHolds() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      List<Cidr> networks = new ArrayList<>();
      for (int i = random.nextInt(40); i > 0; i--) {
        Address near = near(random);
        int prefix = random.nextInt(near.v4() ? 33 : 129);
        int bits = near.v4() ? prefix + 96 : prefix;
        networks.add(
            new Cidr(new Address(near.high() & mask(bits), near.low() & mask(bits - 64)), prefix));
      }
      CidrSet set = CidrSet.of(networks);
      for (int i = 0; i < 200; i++) {
        Address address = near(random);
        assertThat(set.contains(address))
            .as(address + " in " + set)
            .isEqualTo(networks.stream().anyMatch(n -> n.contains(address)));
      }
    }
  }

  /** One of few addresses, so that networks meet. */
  private static Address near(Random random) {
    return random.nextBoolean()
        ? Address.v4(10 << 24 | random.nextInt(1 << 12) << random.nextInt(12))
        : new Address(0x2001_0db8L << 32 | random.nextInt(64), random.nextInt(64));
  }

  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
  }

  static Address address(String text) {
    return Address.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7,192.0.2.0",
    "::ffff:192.0.2.255,192.0.2.0",
    "2001:db8:1:2:3:4:5:6,2001:db8:1::",
    "2001:db8:1:ffff::,2001:db8:1::"
  })
  void neighbourhood_isTheNetworkThatManyMayShare(String address, String network) {
    assertThat(Address.parse(address).orElseThrow().neighbourhood()).hasToString(network);
    assertThat(Address.parse(address).orElseThrow().network().neighbourhood()).hasToString(network);
  }
}
