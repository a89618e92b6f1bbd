package io.floe.testkit;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** PROXY protocol headers as a proxy would write them. Pure. */
public final class ProxyHeaders {

  private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};

  private ProxyHeaders() {}

  /** Version 1, of an IPv4 or IPv6 client. */
  public static byte[] v1(String client) {
    boolean six = client.contains(":");
    return ("PROXY TCP"
            + (six ? 6 : 4)
            + " "
            + client
            + (six ? " 2001:db8::1" : " 203.0.113.1")
            + " 54321 8000\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Version 2, with a type-length-value behind the addresses. */
  public static byte[] v2(String client) {
    try {
      byte[] from = InetAddress.getByName(client).getAddress();
      byte[] value = {4, 0, 3, 1, 2, 3};
      ByteArrayOutputStream header = start(0x21, from.length == 4 ? 0x11 : 0x21);
      header.write(0);
      header.write(2 * from.length + 4 + value.length);
      header.writeBytes(from);
      header.writeBytes(new byte[from.length]);
      header.writeBytes(new byte[] {1, 2, 3, 4});
      header.writeBytes(value);
      return header.toByteArray();
    } catch (UnknownHostException noAddress) {
      throw new IllegalArgumentException(noAddress);
    }
  }

  /** Version 2 of a proxy that speaks for itself. */
  public static byte[] local() {
    ByteArrayOutputStream header = start(0x20, 0);
    header.write(0);
    header.write(0);
    return header.toByteArray();
  }

  private static ByteArrayOutputStream start(int command, int family) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(SIGNATURE);
    header.write(command);
    header.write(family);
    return header;
  }
}
