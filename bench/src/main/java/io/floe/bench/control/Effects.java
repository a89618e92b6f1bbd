package io.floe.bench.control;

import static io.floe.bench.live.MarkdownTable.number;

import io.floe.bench.live.MarkdownTable;
import io.floe.bench.server.Platform;
import io.floe.bench.server.Usage;
import io.floe.bench.swarm.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * From the moment a ban is asked for by REST until the banned listener is cut off, at every edge,
 * with few mounts configured and with many. Confined to one thread.
 */
final class Effects {

  private static final int FEW = 10;

  private final Platform platform;
  private final Rest rest;
  private final Control.Setup setup;
  private final Consumer<String> progress;
  private final MarkdownTable table =
      new MarkdownTable(
          "mounts",
          "added per s",
          "changes",
          "REST answers after ms p50 / p99 / max",
          "cut off at every edge after ms p50 / p99 / max",
          "admin, CPU ms a change");
  private int bans;

  Effects(Platform platform, Rest rest, Control.Setup setup, Consumer<String> progress) {
    this.platform = platform;
    this.rest = rest;
    this.setup = setup;
    this.progress = progress;
  }

  String run() {
    List<Ear> others =
        IntStream.rangeClosed(1, Control.EDGES)
            .mapToObj(edge -> new Ear("127.0.0.1", platform.edgePort(edge), Control.MOUNT))
            .toList();
    try {
      measure(0, FEW);
      if (setup.mounts() > FEW) {
        measure(FEW, setup.mounts());
      }
      if (!others.stream().allMatch(Ear::listening)) {
        throw new IllegalStateException("a listener whom no ban concerned was cut off");
      }
    } finally {
      others.forEach(Ear::close);
    }
    return table.toString();
  }

  private void measure(int from, int mounts) {
    progress.accept("adding mounts up to " + mounts);
    long began = System.nanoTime();
    for (int number = from; number < mounts; number++) {
      rest.send("POST", "mounts", "{\"name\": \"" + mount(number) + "\", \"tenant\": \"default\"}");
    }
    double perSecond = (mounts - from) / ((System.nanoTime() - began) / 1e9);
    progress.accept(setup.changes() + " changes with " + mounts + " mounts");
    List<Double> answered = new ArrayList<>();
    List<Double> effective = new ArrayList<>();
    try (Usage admin = new Usage(platform.pids("admin-service"))) {
      for (int change = 0; change < setup.changes(); change++) {
        ban(answered, effective);
      }
      table.row(
          mounts,
          number(0, perSecond),
          setup.changes(),
          Spread.of(answered).text(0),
          Spread.of(effective).text(0),
          number(1, 1000 * admin.cpuSeconds() / setup.changes()));
    }
  }

  /** The name of a configured mount without a password of its own. */
  static String mount(int number) {
    return "/mount-" + number;
  }

  private void ban(List<Double> answered, List<Double> effective) {
    bans++;
    String address = "127.1.0." + bans;
    List<Ear> banned =
        IntStream.rangeClosed(1, Control.EDGES)
            .mapToObj(edge -> new Ear(address, platform.edgePort(edge), Control.MOUNT))
            .toList();
    try {
      long asked = System.nanoTime();
      rest.send("POST", "bans", "{\"network\": \"" + address + "\"}");
      answered.add((System.nanoTime() - asked) / 1e6);
      long last = banned.stream().mapToLong(Ear::awaitEnd).max().orElseThrow();
      effective.add((last - asked) / 1e6);
    } finally {
      banned.forEach(Ear::close);
    }
  }
}
