package io.floe.e2e;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A service as a pod of the chart runs it: the image's command line, the environment of the
 * rendered chart, an address of its own, no standard input; where the test may do so, another user,
 * and a file system that is read-only but for /tmp. Any thread.
 */
final class Pod implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** Where nothing may be mounted, a pod runs as whoever tests. */
  private static final boolean CONFINED = new File("/proc/self").exists() && mayMount();

  /** The pod's own /tmp would hide a project that lies below /tmp: that is put back into it. */
  private static final String CONFINE =
      """
      set -e
      project=$1
      shift
      case $project in /tmp/*) mount --bind "$project" /mnt ;; esac
      mount -o remount,ro,bind /
      mount -t tmpfs -o size=64m,mode=1777 tmpfs /tmp
      case $project in /tmp/*)
        mkdir -p "$project"
        mount --bind /mnt "$project"
        mount -o remount,ro,bind "$project"
      esac
      exec setpriv --reuid=10001 --regid=10001 --clear-groups "$@"
      """;

  private final Process process;
  private final String address;
  private final int managementPort;
  private final List<String> output = new ArrayList<>();
  private final Thread reader;

  /**
   * @param name of the pod
   * @param address of loopback that stands for the pod's
   * @param hosts what DNS says, a hosts file
   * @param more environment that differs from the chart's
   */
  Pod(
      Chart chart,
      String service,
      String name,
      String address,
      Path hosts,
      Map<String, String> more) {
    this.address = address;
    List<String> command = new ArrayList<>();
    if (CONFINED) {
      command.addAll(confined());
    }
    command.addAll(Image.of(service).entrypoint());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(Image.of(service).folder().toFile());
    builder.redirectInput(new File("/dev/null"));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.startsWith("FLOE_") || key.startsWith("QUARKUS_"));
    Chart.environment(chart.container(service))
        .forEach((key, value) ->
            environment.put(
                key, value.replace("@status.podIP", address).replace("@metadata.name", name)));
    environment.put("JDK_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + hosts);
    environment.putAll(more);
    managementPort = Integer.parseInt(environment.get("FLOE_MANAGEMENT_PORT"));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = Thread.ofPlatform().daemon().name(name + "-output").start(this::read);
  }

  private static List<String> confined() {
    return List.of("unshare", "-m", "sh", "-c", CONFINE, "pod", Platform.root().toString());
  }

  /** What the management port answers; 0 and the reason when it does not. */
  Answer management(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + address + ":" + managementPort + path))
              .timeout(Duration.ofSeconds(2))
              .build();
      HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return new Answer(0, e.toString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  record Answer(int status, String body) {}

  boolean ready() {
    if (!process.isAlive()) {
      throw new AssertionError("the pod has ended:\n" + output());
    }
    return management("/q/health/ready").status() == 200;
  }

  /** Other nodes that this one sees; -1 when it does not say. */
  int peers() {
    return (int) metric("floe_bus_peers");
  }

  /** A metric without labels; -1 when it does not say. */
  double metric(String name) {
    return management("/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElse(-1);
  }

  /** SIGTERM, as the kubelet sends it. */
  void terminate() {
    process.destroy();
  }

  boolean running() {
    return process.isAlive();
  }

  /** Waits for the end and gives the exit code. */
  int ended(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still there after " + limit + ":\n" + output());
      }
      reader.join();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    ended(Duration.ofSeconds(10));
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (output) {
          output.add(line);
        }
      }
    } catch (IOException gone) {
      // The pod has gone.
    }
  }

  /** Whether the way a pod runs is open here: mounts, and a project that nobody may read. */
  private static boolean mayMount() {
    try {
      List<String> command = new ArrayList<>(confined());
      command.addAll(List.of("test", "-r", Platform.root().resolve("pom.xml").toString()));
      Process probe =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor() == 0;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
