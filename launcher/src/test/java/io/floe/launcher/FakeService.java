package io.floe.launcher;

import io.floe.launcher.folder.Passwords;
import io.floe.launcher.process.Signals;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.Mount;
import io.floe.wire.config.SnapshotFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A service to the launcher's eyes: opens its port, answers the health check, leaves when its
 * standard input closes, and writes down what it was given and the signals it gets. As admin it
 * keeps the accounts of its first start in its folder, and writes a snapshot with them.
 */
public final class FakeService {

  private FakeService() {}

  /** Misbehaves as {@code FAKE_<NAME>} says: {@code exit}, {@code deaf}, {@code stubborn}. */
  public static void main(String[] arguments) throws IOException {
    Map<String, String> environment = System.getenv();
    String name = environment.getOrDefault("FLOE_NODE_NAME", "?");
    String fault = environment.getOrDefault("FAKE_" + name.replace('-', '_'), "");
    String logs = environment.getOrDefault("FLOE_LOG_DIR", "-");
    Path notes = Path.of(logs.equals("-") ? "." : logs, name + ".log");
    note(notes, "begun");
    new TreeMap<>(environment).forEach((key, value) -> note(notes, key + "=" + value));
    if (fault.equals("exit")) {
      System.out.println("this fake cannot start");
      System.exit(3);
    }
    if (name.equals("admin") && !fault.equals("empty")) {
      publish(environment);
    }
    Signals.on("HUP", () -> note(notes, "hangup"));
    if (fault.equals("stubborn")) {
      Signals.on("TERM", () -> note(notes, "terminated, but staying"));
    }
    leaveWithParent(notes);
    // Who has no public port takes any.
    int wanted = Integer.parseInt(environment.getOrDefault("FLOE_PORT", "0"));
    try (ServerSocket port = new ServerSocket(wanted, 50);
        ServerSocket management =
            new ServerSocket(
                Integer.parseInt(environment.get("QUARKUS_MANAGEMENT_PORT")),
                50,
                InetAddress.getByName("127.0.0.1"))) {
      note(notes, "listening on " + port.getLocalPort());
      while (true) {
        try (Socket socket = management.accept()) {
          String status = fault.equals("deaf") ? "503 Service Unavailable" : "200 OK";
          socket
              .getOutputStream()
              .write(
                  ("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
        }
      }
    }
  }

  /** The passwords that it was given first are its own for good, as with a database. */
  private static void publish(Map<String, String> environment) throws IOException {
    Path config = Path.of(environment.get("FLOE_CONFIG_FILE"));
    if (Files.exists(config)) {
      return;
    }
    MountName live = new MountName("/live");
    new SnapshotFile(config)
        .write(
            ConfigSnapshot.EMPTY
                .with()
                .version(1)
                .admins(
                    List.of(
                        new ConfigSnapshot.Account(
                            "admin", Passwords.hash(environment.get("FLOE_ADMIN_PASSWORD")))))
                .tenants(
                    List.of(
                        ConfigSnapshot.Tenant.of("default")
                            .with()
                            .sourcePasswordHash(
                                Passwords.hash(environment.get("FLOE_SOURCE_PASSWORD")))
                            .mounts(
                                List.of(
                                    Mount.onTheFly(live)
                                        .with()
                                        .passwordHash(
                                            Passwords.hash(environment.get("FLOE_LIVE_PASSWORD")))
                                        .build()))
                            .build()))
                .build());
  }

  private static void leaveWithParent(Path notes) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            System.in.transferTo(OutputStream.nullOutputStream());
            note(notes, "standard input closed");
          } catch (IOException | UncheckedIOException e) {
            // The test is over and its folder gone.
          } finally {
            Runtime.getRuntime().halt(0);
          }
        });
  }

  private static synchronized void note(Path notes, String line) {
    try {
      Files.writeString(notes, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
