package io.floe.bench.server;

import io.floe.bench.swarm.Head;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Icecast as its Debian package brings it, with a configuration of our own that differs from the
 * package's in its limits and ports only. Confined to one thread.
 */
public final class Icecast implements AutoCloseable {

  /** What to say when there is none. */
  public static final String MISSING =
      "Icecast is not measured: there is no icecast2 on the PATH. Debian and Ubuntu: apt-get install"
          + " icecast2";

  private static final String MOUNT = "/live";
  private static final String PASSWORD = "bench-" + Long.toHexString(System.nanoTime());

  /**
   * It takes 64 waiting connections at a time: of 5,000 listeners who come at 2,000 per second some
   * have no answer after a minute.
   */
  private static final int MOST_PER_SECOND = 200;

  private static final int START_SECONDS = 10;

  private final Offspring offspring;
  private final long pid;
  private final int port;
  private final String version;
  private final Feeder feeder;
  private final long idleKilobytes;

  /**
   * Starts it and feeds it.
   *
   * @throws IllegalStateException when it does not start; the message says why
   */
  public Icecast(Path program) {
    port = FreePorts.row(1);
    version = version(program);
    try {
      Path folder = Files.createTempDirectory("floe-bench-icecast");
      // Started by root it becomes nobody, and then writes its logs.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
      Path file = Files.writeString(folder.resolve("icecast.xml"), configuration(folder));
      Process process =
          new ProcessBuilder(program.toString(), "-c", file.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output").toFile())
              .start();
      pid = process.pid();
      offspring = new Offspring(process, folder);
      awaitPort(process, folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Icecast did not start", e);
    }
    try {
      feeder = new Feeder(port, MOUNT, "source", PASSWORD, Feeder.KBPS);
      feeder.title("Benchmark - One Title");
      feeder.awaitBurst();
    } catch (RuntimeException e) {
      offspring.end();
      throw e;
    }
    idleKilobytes = ProcessMeter.residentKilobytes(pid);
  }

  /** The program, if it is installed. */
  public static Optional<Path> program() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of("icecast2", "icecast")
        .flatMap(
            name -> Stream.of(path.split(File.pathSeparator, -1)).map(dir -> Path.of(dir, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public Subject subject(boolean icy) {
    Head head = feeder.head();
    String name = version + (icy ? ", ICY" : "");
    return new Subject(name, 0, port, MOUNT, icy, head, MOST_PER_SECOND, pid, idleKilobytes);
  }

  /**
   * Looks after its source.
   *
   * @throws IllegalStateException when it has dropped its source
   */
  public void check() {
    feeder.check();
  }

  private void awaitPort(Process process, Path folder) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        probe.setSoLinger(true, 0);
        return;
      } catch (IOException notYet) {
        if (!process.isAlive() || deadline - System.nanoTime() < 0) {
          String said = Files.readString(folder.resolve("output"), StandardCharsets.ISO_8859_1);
          offspring.end();
          throw new IllegalStateException("Icecast did not start. It said:\n" + said, notYet);
        }
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  /** {@code Icecast 2.4.4}. */
  private static String version(Path program) {
    try {
      Process process = new ProcessBuilder(program.toString(), "-v").start();
      try (var out = process.inputReader(StandardCharsets.US_ASCII)) {
        String line = out.readLine();
        return line == null || line.isBlank() ? "Icecast" : line.strip();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(program + " does not run", e);
    }
  }

  private String configuration(Path folder) {
    List<String> places = List.of("/usr/share/icecast2", "/usr/share/icecast");
    String share =
        places.stream().filter(p -> Files.isDirectory(Path.of(p))).findFirst().orElse("/");
    return """
    <icecast>
      <limits>
        <clients>20000</clients>
        <sources>2</sources>
        <queue-size>524288</queue-size>
        <client-timeout>30</client-timeout>
        <header-timeout>15</header-timeout>
        <source-timeout>10</source-timeout>
        <burst-on-connect>1</burst-on-connect>
        <burst-size>65536</burst-size>
      </limits>
      <authentication>
        <source-password>%1$s</source-password>
        <relay-password>%1$s</relay-password>
        <admin-user>admin</admin-user>
        <admin-password>%1$s</admin-password>
      </authentication>
      <hostname>localhost</hostname>
      <location>bench</location>
      <admin>nobody@localhost</admin>
      <listen-socket>
        <port>%2$d</port>
        <bind-address>127.0.0.1</bind-address>
      </listen-socket>
      <fileserve>1</fileserve>
      <paths>
        <basedir>%3$s</basedir>
        <logdir>%3$s</logdir>
        <webroot>%4$s/web</webroot>
        <adminroot>%4$s/admin</adminroot>
      </paths>
      <logging>
        <accesslog>access.log</accesslog>
        <errorlog>error.log</errorlog>
        <loglevel>2</loglevel>
      </logging>
      <security>
        <chroot>0</chroot>%5$s
      </security>
    </icecast>
    """
        .formatted(PASSWORD, port, folder, share, changeOwner());
  }

  /** Icecast refuses to stay root, and nobody else may change who they are. */
  private static String changeOwner() {
    return "root".equals(System.getProperty("user.name"))
        ? "<changeowner><user>nobody</user><group>nogroup</group></changeowner>"
        : "";
  }

  @Override
  public void close() {
    feeder.close();
    offspring.end();
  }
}
