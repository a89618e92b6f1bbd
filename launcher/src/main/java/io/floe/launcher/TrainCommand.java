package io.floe.launcher;

import io.floe.launcher.database.Binaries;
import io.floe.launcher.database.Postgres;
import io.floe.launcher.demo.DemoListener;
import io.floe.launcher.demo.DemoSource;
import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.Passwords;
import io.floe.launcher.process.PortPlan;
import io.floe.launcher.process.Ports;
import io.floe.launcher.process.Program;
import io.floe.launcher.process.ServiceCommand;
import io.floe.launcher.process.ServicePlan;
import io.floe.launcher.process.Supervisor;
import io.floe.launcher.station.FirstStart;
import io.floe.wire.station.Station;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;

/**
 * {@code floe train}: runs a small platform for a few seconds, with a source and a listener, on a
 * folder of its own, so that its JVMs write the caches that later starts read. The script calls it
 * after a build; without caches services only start slower.
 */
@Command(hidden = true, description = "Makes the start caches of this build.")
final class TrainCommand implements Callable<Integer> {

  /** Long enough for a title, a burst and some ticks. */
  private static final Duration PLAYED = Duration.ofSeconds(4);

  private static final String MOUNT = "/training";

  /** Writing a cache takes 10 to 30 s, and minutes when the machine is very busy. */
  private static final Supervisor.Patience PATIENCE =
      new Supervisor.Patience(
          Duration.ofSeconds(120),
          Duration.ofSeconds(120),
          Duration.ofSeconds(300),
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));

  private final Build build;
  private final Console console;

  TrainCommand(Build build, Console console) {
    this.build = build;
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path scratch = Files.createTempDirectory("floe-train-");
    try {
      for (ServicePlan.Kind kind : ServicePlan.Kind.values()) {
        Program program = new Program(build.home(), kind);
        program.require();
        program.dropCache();
      }
      train(scratch);
      boolean all = true;
      for (ServicePlan.Kind kind : ServicePlan.Kind.values()) {
        boolean kept = new Program(build.home(), kind).keepCache();
        console.say((kept ? "cache made for " : "no cache was made for ") + kind.label());
        all &= kept;
      }
      return all ? 0 : 1;
    } finally {
      DataFolder.delete(scratch);
    }
  }

  private void train(Path scratch) throws IOException {
    String password = Passwords.generate();
    Path station =
        Files.writeString(scratch.resolve("floe.yaml"), station(Passwords.hash(password)));
    int port = Ports.freeBlockOnLoopback(12);
    List<ServicePlan> services = PortPlan.of(port, port + 2, port + 3, port + 4, 1, 1, 1);
    UpOptions options =
        new UpOptions("127.0.0.1", services, station, scratch, "info", null, false, null, false);
    DataFolder folder = new DataFolder(scratch);
    Configuration configuration = new Configuration(console, folder, options, Map.of());
    Binaries binaries = Binaries.in(build.home().resolve("launcher/target/postgres"));
    binaries.makeCluster();
    Postgres postgres = Postgres.in(folder.database(), binaries, folder.logs(), services);
    FirstStart first = FirstStart.of(folder, Map.of(), Station.NOTHING).orElseThrow();
    Map<String, String> control = new LinkedHashMap<>(configuration.forAdmin());
    control.putAll(postgres.access().environment());
    control.putAll(first.passwords());
    ServiceCommand command =
        new ServiceCommand(
            build.home(),
            build.jvmFlags(),
            options.host(),
            folder.configs(),
            folder.logs(),
            folder.authLog(),
            options.logLevel(),
            "floe-train-" + UUID.randomUUID(),
            services,
            List.of(port + 8, port + 9, port + 10, port + 11),
            control,
            true);
    command.prepare();
    try (Supervisor supervisor =
        new Supervisor(List.of(List.of(postgres), command.parts()), console::problem, PATIENCE)) {
      try {
        supervisor.start().join();
        play(options, password);
      } catch (CompletionException e) {
        throw new LaunchProblem("the training run failed: " + e.getMessage(), e);
      } finally {
        supervisor.end();
      }
    }
  }

  /**
   * What caches are for is a platform at work: a source with titles, a listener, renditions, pages,
   * metrics.
   */
  private void play(UpOptions options, String password) {
    ServicePlan ingest = Greeting.first(options, ServicePlan.Kind.INGEST);
    ServicePlan edge = Greeting.first(options, ServicePlan.Kind.EDGE);
    ServicePlan admin = Greeting.first(options, ServicePlan.Kind.ADMIN);
    try (DemoSource source =
        new DemoSource(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), ingest.port()),
            MOUNT,
            password,
            console::problem)) {
      source.start();
      long end = System.nanoTime() + PLAYED.toNanos();
      while (System.nanoTime() - end < 0) {
        DemoListener.hear(edge.port(), MOUNT, PLAYED.dividedBy(4));
        DemoListener.hear(edge.port(), MOUNT + ".opus", PLAYED.dividedBy(8));
        DemoListener.hear(edge.port(), MOUNT + ".mp3", PLAYED.dividedBy(8));
        DemoListener.hear(edge.port(), "/status-json.xsl", PLAYED);
        DemoListener.hear(edge.port(), "/", PLAYED);
        DemoListener.hear(admin.port(), "/api/v1/mounts", PLAYED);
      }
      options
          .services()
          .forEach(service -> DemoListener.hear(service.managementPort(), "/q/metrics", PLAYED));
    }
  }

  /** A mount, and work for the transcoder. */
  private static String station(String hash) {
    return """
    tenants:
      - name: default
        mounts:
          - {name: %1$s, password: {hash: "%2$s"}}
        renditions:
          - {from: %1$s, to: %1$s.opus, codec: opus, bitrate: 64}
          - {from: %1$s, to: %1$s.mp3, codec: mp3, bitrate: 64}
    """
        .formatted(MOUNT, hash);
  }
}
