package io.floe.bench.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What several processes use from now on. Confined to one thread. */
public final class Usage implements AutoCloseable {

  private final ProcessMeter meter = new ProcessMeter();
  private final Map<Long, Double> before = new HashMap<>();
  private long since;

  public Usage(List<Long> pids) {
    pids.forEach(pid -> before.put(pid, 0.0));
    restart();
  }

  /** From now on. */
  public void restart() {
    before.replaceAll((pid, seconds) -> meter.cpuSeconds(pid));
    since = System.nanoTime();
  }

  /** CPU seconds of all of them. */
  public double cpuSeconds() {
    return before.entrySet().stream()
        .mapToDouble(process -> meter.cpuSeconds(process.getKey()) - process.getValue())
        .sum();
  }

  /** CPU time as a part of one core. */
  public double ofOneCore() {
    return cpuSeconds() / ((System.nanoTime() - since) / 1e9);
  }

  /** Memory in RAM of all of them, in kB (1024 bytes). */
  public static long residentKilobytes(List<Long> pids) {
    return pids.stream().mapToLong(ProcessMeter::residentKilobytes).sum();
  }

  @Override
  public void close() {
    meter.close();
  }
}
