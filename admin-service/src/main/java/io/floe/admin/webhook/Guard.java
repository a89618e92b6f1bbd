package io.floe.admin.webhook;

import io.floe.wire.client.Address;
import io.floe.wire.client.CidrSet;
import java.util.List;

/**
 * Which addresses requests may go to. What is private, local or special is not: there are services
 * which trust whoever reaches them, and whoever may make webhooks is not to speak to those through
 * this one. An operator can allow some. Immutable.
 */
public final class Guard {

  /** Of IPv4: this network, private, shared, loopback, link-local, special, documentation... */
  private static final CidrSet CLOSED_4 =
      CidrSet.parse(
          List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4",
              // Public by its number, but within Azure the host that a machine runs on.
              "168.63.129.16"));

  /** What is routed on the internet; unique-local, link-local, multicast and the rest are not. */
  private static final CidrSet GLOBAL_6 = CidrSet.parse(List.of("2000::/3"));

  /** Teredo and other assignments, documentation, and 6to4, which hides an IPv4 address. */
  private static final CidrSet CLOSED_6 =
      CidrSet.parse(List.of("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"));

  /** IPv4 addresses as networks without IPv4 write them. */
  private static final CidrSet NAT64 = CidrSet.parse(List.of("64:ff9b::/96"));

  private static final long MAPPED = 0xffffL << 32;
  private static final long LAST_FOUR = 0xffff_ffffL;

  private final CidrSet allowed;

  /**
   * @param allowed addresses that are open although they are special
   */
  public Guard(CidrSet allowed) {
    this.allowed = allowed;
  }

  /** Whether requests may go there. */
  boolean permits(Address address) {
    if (allowed.contains(address)) {
      return true;
    }
    if (address.v4()) {
      return !CLOSED_4.contains(address);
    }
    if (NAT64.contains(address)) {
      return permits(new Address(0, MAPPED | (address.low() & LAST_FOUR)));
    }
    return GLOBAL_6.contains(address) && !CLOSED_6.contains(address);
  }
}
