package io.floe.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs curl as a client of an address of its own. Any thread. */
final class Curl {

  private Curl() {}

  /** What a request for a path brings. */
  static String get(String from, int port, String path, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "curl", "-s", "-m", "10", "--interface", from, "http://127.0.0.1:" + port + path));
    line.addAll(List.of(more));
    return Programs.run(Duration.ofSeconds(15), line.toArray(String[]::new)).output().strip();
  }

  /** The status that a source gets. */
  static String put(String from, int port, String mount, String password) {
    String[] line = {
      "curl",
      "-s",
      "-m",
      "10",
      "--interface",
      from,
      "-o",
      "/dev/null",
      "-w",
      "%{http_code}",
      "-X",
      "PUT",
      "-H",
      "Content-Type: audio/mpeg",
      "-u",
      "source:" + password,
      "http://127.0.0.1:" + port + mount
    };
    return Programs.run(Duration.ofSeconds(15), line).output().strip();
  }
}
