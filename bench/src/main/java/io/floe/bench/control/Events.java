package io.floe.bench.control;

import static io.floe.bench.live.MarkdownTable.number;

import io.floe.bench.live.MarkdownTable;
import io.floe.bench.server.Feeder;
import io.floe.bench.server.Platform;
import io.floe.bench.server.Usage;
import io.floe.bench.swarm.Spread;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Those who follow the events of the admin service and of an edge while a title changes: what that
 * costs, and when the last of them knows. Confined to one thread.
 */
public final class Events implements AutoCloseable {

  private static final String MOUNT = "/bench";

  /** A user has so many streams; the admin service allows twice that. */
  private static final int OF_A_USER = 50;

  private static final Duration SETTLING = Duration.ofSeconds(5);

  /**
   * What to do.
   *
   * @param clients of each of the two services, one row for each number
   */
  public record Setup(List<Integer> clients, Duration window) {
    public Setup {
      clients = List.copyOf(clients);
    }
  }

  private final Platform platform;
  private final Feeder feeder;
  private final Rest rest;
  private final Setup setup;
  private final Consumer<String> progress;
  private final MarkdownTable table =
      new MarkdownTable(
          "service",
          "clients",
          "looks at the cluster per s",
          "changes written per s",
          "texts put together per s",
          "kB sent per s",
          "CPU ms per s",
          "titles",
          "known to all after ms p50 / p99 / max");
  private int users;
  private int titles;

  private Events(Path home, Setup setup, Consumer<String> progress) {
    this.setup = setup;
    this.progress = progress;
    progress.accept("starting Floe");
    platform = new Platform(home, 1, List.of("{name: " + MOUNT + ", public: true}"));
    try {
      feeder = platform.feed(MOUNT, Feeder.KBPS);
      feeder.awaitBurst();
    } catch (RuntimeException e) {
      platform.close();
      throw e;
    }
    rest = new Rest(platform.adminPort(), Platform.password());
  }

  /** The figures as a Markdown table. */
  public static String run(Path home, Setup setup, Consumer<String> progress) {
    try (Events events = new Events(home, setup, progress)) {
      for (int clients : setup.clients()) {
        events.measure("admin", "admin-service", events.platform.adminPort(), clients);
      }
      for (int clients : setup.clients()) {
        events.measure("edge", "edge-service", events.platform.edgePort(1), clients);
      }
      events.feeder.check();
      return events.table.toString();
    }
  }

  private void measure(String service, String module, int port, int clients) {
    progress.accept(clients + " clients of " + service);
    boolean admin = service.equals("admin");
    List<Follower> followers = new ArrayList<>();
    try (Usage usage = new Usage(platform.pids(module))) {
      for (int i = 0; i < clients; i++) {
        if (admin && i % OF_A_USER == 0) {
          user();
        }
        followers.add(
            admin
                ? new Follower(port, "/api/v1/events", user(users), Platform.password())
                : new Follower(port, "/events", "", ""));
      }
      told(followers, new ArrayList<>());
      LockSupport.parkNanos(SETTLING.toNanos());
      Counts before = Counts.of(platform.managementPort(admin ? 0 : 2));
      usage.restart();
      long began = System.nanoTime();
      List<Double> known = new ArrayList<>();
      while (System.nanoTime() - began < setup.window().toNanos()) {
        told(followers, known);
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      double cpu = usage.cpuSeconds();
      Counts spent = Counts.of(platform.managementPort(admin ? 0 : 2)).since(before);
      table.row(
          service,
          clients,
          number(2, spent.compositions() / seconds),
          number(2, spent.written() / seconds),
          admin ? number(2, spent.assembled() / seconds) : "",
          number(1, spent.bytes() / seconds / 1000),
          number(1, 1000 * cpu / seconds),
          known.size(),
          Spread.of(known).text(0));
    } finally {
      followers.forEach(Follower::close);
    }
  }

  /** Sets a title and waits until all have been told. */
  private void told(List<Follower> followers, List<Double> known) {
    int title = ++titles;
    long asked = System.nanoTime();
    feeder.title("bench-" + title + "-");
    for (Follower follower : followers) {
      follower.await(title);
    }
    known.add((System.nanoTime() - asked) / 1e6);
  }

  private static String user(int number) {
    return "follower-" + number;
  }

  private void user() {
    users++;
    rest.send(
        "POST",
        "users",
        "{\"name\": \""
            + user(users)
            + "\", \"role\": \"viewer\", \"tenant\": \"default\", \"mounts\": [\""
            + MOUNT
            + "\"], \"password\": \""
            + Platform.password()
            + "\"}");
  }

  @Override
  public void close() {
    rest.close();
    feeder.close();
    platform.close();
  }
}
