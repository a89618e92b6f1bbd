package io.floe.ingest.source;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A client's address as text: IPv4-mapped ones as IPv4, without scope. */
final class ClientAddress {

  private ClientAddress() {}

  static String of(@Nullable SocketAddress remote) {
    if (!(remote instanceof InetSocketAddress inet) || inet.getAddress() == null) {
      return "unknown";
    }
    InetAddress address = inet.getAddress();
    if (address instanceof Inet6Address six) {
      byte[] bytes = six.getAddress();
      try {
        return InetAddress.getByAddress(mapped(bytes) ? Arrays.copyOfRange(bytes, 12, 16) : bytes)
            .getHostAddress();
      } catch (UnknownHostException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return address.getHostAddress();
  }

  private static boolean mapped(byte[] six) {
    for (int i = 0; i < 10; i++) {
      if (six[i] != 0) {
        return false;
      }
    }
    return six[10] == -1 && six[11] == -1;
  }
}
