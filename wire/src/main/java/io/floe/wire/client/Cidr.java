package io.floe.wire.client;

/**
 * A network, or with the longest prefix a single address. IPv4 networks hold no IPv6 addresses, and
 * the other way round.
 *
 * @param network its first address
 * @param prefix bits that all its addresses share: 0 to 32 of IPv4, 0 to 128 of IPv6
 */
public record Cidr(Address network, int prefix) {

  public Cidr {
    if (prefix < 0 || prefix > longest(network)) {
      throw new IllegalArgumentException(
          "the prefix of " + network + " is 0 to " + longest(network) + ", not");
    }
    Address first = cut(network, prefix);
    if (!first.equals(network)) {
      throw new IllegalArgumentException(
          "has bits behind its prefix, write " + first + "/" + prefix + " instead of");
    }
  }

  /**
   * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32} or a single address.
   *
   * @throws IllegalArgumentException when it is none; the message is to be followed by the text
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String name = slash < 0 ? text : text.substring(0, slash);
    Address address = Address.parse(name).orElseThrow(Cidr::none);
    int longest = longest(address);
    int prefix = slash < 0 ? longest : number(text.substring(slash + 1));
    // An IPv4 network written as IPv6 counts the 96 bits in front of it.
    int front = slash >= 0 && address.v4() && name.contains(":") ? 96 : 0;
    if (prefix < front || prefix - front > longest) {
      throw new IllegalArgumentException(
          "has a prefix of " + front + " to " + (front + longest) + " bits, not");
    }
    return new Cidr(address, prefix - front);
  }

  private static int number(String digits) {
    if (!digits.matches("[0-9]{1,3}")) {
      throw none();
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException none() {
    return new IllegalArgumentException(
        "is an address or a network like 192.0.2.0/24 or 2001:db8::/32, not");
  }

  /** Whether the address is in it. */
  public boolean contains(Address address) {
    return address.v4() == network.v4() && cut(address, prefix).equals(network);
  }

  private static int longest(Address address) {
    return address.v4() ? 32 : 128;
  }

  private static Address cut(Address address, int prefix) {
    int bits = address.v4() ? prefix + 96 : prefix;
    return new Address(address.high() & mask(bits), address.low() & mask(bits - 64));
  }

  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
  }

  @Override
  public String toString() {
    return prefix == longest(network) ? network.toString() : network + "/" + prefix;
  }
}
