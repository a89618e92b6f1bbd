package io.floe.e2e;

import java.lang.management.ManagementFactory;

/** The machine that the tests run on. */
final class Machine {

  private Machine() {}

  /**
   * How many times longer everything may take: times that are promised are those of a machine that
   * is not loaded.
   */
  static double slowness() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return Math.clamp(load / Runtime.getRuntime().availableProcessors(), 1, 5);
  }
}
