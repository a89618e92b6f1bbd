package io.floe.wire.client;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address, without scope. One form each: an IPv4 address and the IPv6 address that
 * maps it are the same one, and print as IPv4. IPv4 sorts before IPv6.
 *
 * @param high first eight bytes; 0 of an IPv4 address
 * @param low last eight bytes; {@code 0000ffff} and the four bytes of an IPv4 address
 */
public record Address(long high, long low) implements Comparable<Address> {

  /** Stands in where the system knows of none, as of a connection that is gone. */
  public static final Address UNKNOWN = new Address(0, 0);

  private static final int LONGEST = 45;
  private static final long MAPPED = 0xffffL;

  /** No shortened numbers and no leading zeros, which some read as octal. */
  private static final Pattern DOTTED =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

  private static final Pattern COLONS =
      Pattern.compile("[0-9A-Fa-f:]*:([0-9A-Fa-f]*|" + DOTTED.pattern() + ")");

  /** The address of a peer; {@link #UNKNOWN} when it has none. */
  public static Address of(@Nullable SocketAddress peer) {
    InetAddress ip = peer instanceof InetSocketAddress inet ? inet.getAddress() : null;
    return ip == null ? UNKNOWN : of(ip.getAddress());
  }

  /**
   * The address of these bytes.
   *
   * @param bytes 4 or 16
   */
  public static Address of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return switch (bytes.length) {
      case 4 -> v4(in.getInt());
      case 16 -> new Address(in.getLong(), in.getLong());
      default -> throw new IllegalArgumentException("an address has 4 or 16 bytes");
    };
  }

  static Address v4(int bits) {
    return new Address(0, MAPPED << 32 | Integer.toUnsignedLong(bits));
  }

  /** Reads an address as people write it; names are never looked up. */
  public static Optional<Address> parse(String text) {
    boolean six = COLONS.matcher(text).matches();
    if (text.length() > LONGEST || !(six || DOTTED.matcher(text).matches())) {
      return Optional.empty();
    }
    byte @Nullable [] bytes = NetUtil.createByteArrayFromIpAddressString(text);
    if (bytes == null) {
      return Optional.empty();
    }
    Address address = of(bytes);
    // The form ::192.0.2.7, given up long ago, is taken for a mapped address there.
    return six && address.v4() && !text.toLowerCase(Locale.ROOT).contains("ffff")
        ? Optional.empty()
        : Optional.of(address);
  }

  /** Whether it is IPv4. */
  public boolean v4() {
    return high == 0 && low >>> 32 == MAPPED;
  }

  /**
   * What one customer of a provider has: the IPv4 address itself, of IPv6 the /64 network. Whoever
   * counts clients counts these.
   */
  public Address network() {
    return v4() ? this : new Address(high, 0);
  }

  /**
   * Who may well be the same as somebody, or behind the same door: the /24 of IPv4, of IPv6 the
   * /48, which is all that one customer gets. Many who have nothing to do with each other share a
   * /24, so it is no reason to turn anybody away.
   */
  public Address neighbourhood() {
    return v4() ? new Address(0, low & ~0xffL) : new Address(high & ~0xffffL, 0);
  }

  @Override
  public int compareTo(Address other) {
    if (v4() != other.v4()) {
      return v4() ? -1 : 1;
    }
    int first = Long.compareUnsigned(high, other.high);
    return first != 0 ? first : Long.compareUnsigned(low, other.low);
  }

  /** As people write it; of IPv6 the shortest form. */
  @Override
  public String toString() {
    if (v4()) {
      return (low >> 24 & 255)
          + "."
          + (low >> 16 & 255)
          + "."
          + (low >> 8 & 255)
          + "."
          + (low & 255);
    }
    byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      return NetUtil.toAddressString(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
