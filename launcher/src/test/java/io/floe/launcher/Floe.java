package io.floe.launcher;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.RunState;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The launcher as a process, on a project folder whose services are {@link FakeService}s. */
final class Floe {

  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final Random RANDOM = new Random();

  final Path folder;
  final Path data;
  final int port;
  final Map<String, String> environment = new HashMap<>();

  Floe(Path folder) {
    this.folder = folder;
    this.data = folder.resolve("data");
    this.port = freeBlock();
    environment.put("FLOE_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/fake");
    for (String module :
        List.of("admin-service", "ingest-service", "edge-service", "transcoder-service")) {
      makeJar(folder.resolve(module).resolve("target/quarkus-app/quarkus-run.jar"));
    }
  }

  /** What a command said and how it ended. */
  record Ended(int code, String out) {}

  /** A command that runs. */
  static final class Running implements AutoCloseable {
    final Process process;
    final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    Running(Process process) {
      this.process = process;
      this.reader = Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String line;
        while ((line = in.readLine()) != null) {
          lines.add(line);
        }
      } catch (IOException e) {
        // The process is gone.
      }
    }

    String text() {
      return String.join("\n", lines);
    }

    void awaitReady() {
      awaitLine(line -> line.equals("floe: ready"));
    }

    void awaitLine(Predicate<String> wanted) {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> {
            if (lines.stream().anyMatch(wanted)) {
              return true;
            }
            if (!process.isAlive()) {
              throw new AssertionError("ended: " + text());
            }
            return false;
          });
    }

    int await() throws InterruptedException {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("still runs: " + text());
      }
      reader.join(Duration.ofSeconds(5));
      return process.exitValue();
    }

    /** Sends SIGTERM, and unlike {@code Process.destroy} leaves its output open. */
    void terminate() {
      process.toHandle().destroy();
    }

    /**
     * Ends it at once, and returns when its services are gone too: they notice, and write that down
     * in a folder that is about to be deleted.
     */
    @Override
    public void close() {
      List<ProcessHandle> services = process.descendants().toList();
      process.destroyForcibly();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(10))
          .until(() -> services.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  /** {@code up} on this folder and its own ports. */
  Running up(String... more) {
    List<String> arguments = new ArrayList<>(List.of("up"));
    arguments.addAll(ports());
    arguments.addAll(List.of("--data", data.toString()));
    arguments.addAll(List.of(more));
    return start(arguments);
  }

  List<String> ports() {
    return List.of(
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(port),
        "--listen-port",
        Integer.toString(port + 4),
        "--admin-port",
        Integer.toString(port + 6),
        "--management-port",
        Integer.toString(port + 7));
  }

  /** Another command on this folder, to its end. */
  Ended run(String... arguments) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    try (Running running = start(all)) {
      int code = running.await();
      return new Ended(code, running.text());
    }
  }

  Running start(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfloe.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      return new Running(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a fake service has noted. */
  String notes(String service) {
    try {
      Path file = data.resolve("logs").resolve(service + ".log");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The environment of a service's latest process. */
  Map<String, String> given(String service) {
    String notes = notes(service);
    return notes
        .substring(Math.max(0, notes.lastIndexOf("begun\n")))
        .lines()
        .filter(line -> line.contains("="))
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> b));
  }

  ProcessHandle service(String name) {
    RunState.Service found =
        RunState.read(new DataFolder(data)).orElseThrow().services().stream()
            .filter(service -> service.name().equals(name))
            .findFirst()
            .orElseThrow();
    return RunState.process(found.pid(), found.startedAt()).orElseThrow();
  }

  private static void makeJar(Path jar) {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    try {
      Files.createDirectories(jar.getParent());
      new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first of fourteen ports in a row that are free. */
  private static int freeBlock() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int first = 10_000 + RANDOM.nextInt(9_000);
      boolean free = true;
      for (int i = 0; i < 14 && free; i++) {
        try (ServerSocket socket = new ServerSocket()) {
          socket.bind(new InetSocketAddress("127.0.0.1", first + i));
        } catch (IOException e) {
          free = false;
        }
      }
      if (free) {
        return first;
      }
    }
    throw new AssertionError("no free ports");
  }
}
