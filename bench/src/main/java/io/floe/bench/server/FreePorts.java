package io.floe.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds ports in a row that nobody uses, below those that Linux hands out by itself. */
final class FreePorts {

  private static final int FIRST = 21_000;
  private static final int LAST = 32_000;

  private FreePorts() {}

  /** The first of {@code count} ports. */
  static int row(int count) {
    // Two runs at the same time begin their search at different ports.
    int start = FIRST + (int) (ProcessHandle.current().pid() % 200) * 40;
    for (int base = start; base + count < LAST; base += count) {
      if (allFree(base, count)) {
        return base;
      }
    }
    throw new IllegalStateException(
        "no " + count + " free ports in a row above " + FIRST + ": stop what uses them");
  }

  private static boolean allFree(int base, int count) {
    for (int port = base; port < base + count; port++) {
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        probe.setReuseAddress(true);
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }
}
