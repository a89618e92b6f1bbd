package io.floe.admin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.client.Address;
import io.floe.wire.client.CidrSet;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

  private final Guard guard = new Guard(CidrSet.NONE);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.0.1",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::2",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::7f00:1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:7f00:1::",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:a00:1::",
        "2002:808:808::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1"
      })
  void specialAddress_isRefused(String text) throws Exception {
    // As the system reads it, which is what a lookup would give.
    Address address = Address.of(InetAddress.getByName(text).getAddress());
    assertThat(guard.permits(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2a00:1450::1",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8"
      })
  void publicAddress_isPermitted(String text) throws Exception {
    assertThat(guard.permits(Address.of(InetAddress.getByName(text).getAddress()))).isTrue();
  }

  @Test
  void allowedNetwork_isPermitted_andNothingBesideIt() {
    Guard open = new Guard(CidrSet.parse(List.of("10.1.0.0/16", "fd00:1::/32", "127.0.0.1")));
    assertThat(open.permits(address("10.1.2.3"))).isTrue();
    assertThat(open.permits(address("::ffff:10.1.2.3"))).isTrue();
    assertThat(open.permits(address("64:ff9b::a01:203"))).isTrue();
    assertThat(open.permits(address("10.2.0.1"))).isFalse();
    assertThat(open.permits(address("fd00:1::7"))).isTrue();
    assertThat(open.permits(address("fd00:2::7"))).isFalse();
    assertThat(open.permits(address("127.0.0.1"))).isTrue();
    assertThat(open.permits(address("127.0.0.2"))).isFalse();
    assertThat(open.permits(address("::1"))).isFalse();
  }

  private static Address address(String text) {
    return Address.parse(text).orElseThrow();
  }
}
