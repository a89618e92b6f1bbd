package io.floe.bench.control;

import static io.floe.bench.live.MarkdownTable.number;

import io.floe.bench.live.MarkdownTable;
import io.floe.bench.server.Chorus;
import io.floe.bench.server.Platform;
import io.floe.bench.server.Usage;
import io.floe.bench.swarm.Spread;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The status document of many mounts that are all on the air. Confined to one thread. */
public final class Status {

  private static final String PAGE = "/status-json.xsl";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * What to do.
   *
   * @param window how long each service is asked, by one client that asks again at once
   */
  public record Setup(int mounts, Duration window) {}

  private Status() {}

  /** The figures as a Markdown table. */
  public static String run(Path home, Setup setup, Consumer<String> progress) {
    progress.accept("starting Floe");
    List<String> names = IntStream.range(0, setup.mounts()).mapToObj(i -> "/m" + i).toList();
    List<String> stated = names.stream().map(name -> "{name: " + name + ", public: true}").toList();
    MarkdownTable table =
        new MarkdownTable(
            "service",
            "mounts on the air",
            "kB",
            "asked",
            "answer ms p50 / p99 / max",
            "CPU ms each");
    try (Platform platform = new Platform(home, 1, stated);
        Chorus chorus = new Chorus(platform.ingestPort(), names, Platform.password())) {
      for (String service : List.of("ingest", "edge")) {
        int port = service.equals("edge") ? platform.edgePort(1) : platform.ingestPort();
        progress.accept(setup.mounts() + " mounts, asking the " + service);
        awaitAll(port, setup.mounts());
        measure(table, service, port, platform, setup);
        chorus.check();
      }
    }
    return table.toString();
  }

  private static void measure(
      MarkdownTable table, String service, int port, Platform platform, Setup setup) {
    List<Double> millis = new ArrayList<>();
    byte[] page = new byte[0];
    try (Usage usage = new Usage(platform.pids(service + "-service"))) {
      usage.restart();
      long began = System.nanoTime();
      while (System.nanoTime() - began < setup.window().toNanos()) {
        long asked = System.nanoTime();
        page = page(port);
        millis.add((System.nanoTime() - asked) / 1e6);
      }
      double cpu = usage.cpuSeconds();
      table.row(
          service,
          sources(page),
          number(0, page.length / 1000.0),
          millis.size(),
          Spread.of(millis).text(1),
          number(2, 1000 * cpu / millis.size()));
    }
  }

  private static void awaitAll(int port, int mounts) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    int seen;
    while ((seen = sources(page(port))) < mounts) {
      if (System.nanoTime() - until > 0) {
        throw new IllegalStateException(
            "only " + seen + " of " + mounts + " mounts are in the status document");
      }
    }
  }

  private static int sources(byte[] page) {
    String text = new String(page, StandardCharsets.UTF_8);
    int count = 0;
    for (int at = text.indexOf("\"listenurl\"");
        at >= 0;
        at = text.indexOf("\"listenurl\"", at + 1)) {
      count++;
    }
    return count;
  }

  private static byte[] page(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET " + PAGE + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("no status document from port " + port, e);
    }
  }
}
