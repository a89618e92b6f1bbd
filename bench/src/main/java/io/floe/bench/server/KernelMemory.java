package io.floe.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the buffers of all TCP sockets of this machine hold. Any thread. */
public final class KernelMemory {

  private static final Pattern TCP = Pattern.compile("(?m)^TCP:.* mem (\\d+)$");
  private static final int PAGE = 4096;

  private KernelMemory() {}

  /** In MB of 2^20 bytes; 0 where the kernel does not say. */
  public static double tcpMegabytes() {
    try {
      return of(Files.readString(Path.of("/proc/net/sockstat")));
    } catch (IOException notLinux) {
      return 0;
    }
  }

  static double of(String sockstat) {
    Matcher pages = TCP.matcher(sockstat);
    return pages.find() ? Long.parseLong(pages.group(1)) * (double) PAGE / (1 << 20) : 0;
  }
}
