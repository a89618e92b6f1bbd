package io.floe.launcher;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code up --daemon}, seen from the shell: starts the launcher again as a {@link DaemonChild} in a
 * session of its own, repeats what it says, and returns when it is ready or has failed.
 */
final class DaemonParent {

  private final Console console;

  DaemonParent(Console console) {
    this.console = console;
  }

  int run(UpOptions options, String[] arguments) {
    DataFolder folder = new DataFolder(options.data());
    folder.create();
    DataFolder.createFolder(folder.logs());
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseCompactObjectHeaders",
            "-Xmx64m",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dslf4j.internal.verbosity=ERROR",
            "-Dfloe.home=" + System.getProperty("floe.home", "."),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(List.of(arguments));
    command.add("--daemon-child");
    try {
      Process child =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectError(ProcessBuilder.Redirect.appendTo(folder.launcherLog().toFile()))
              .start();
      return relay(child, folder);
    } catch (IOException e) {
      throw new LaunchProblem(
          "cannot start the platform in the background: " + DataFolder.reason(e) + ".", e);
    }
  }

  private int relay(Process child, DataFolder folder) throws IOException {
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = said.readLine()) != null) {
        if (line.equals(DaemonChild.READY)) {
          console.say(
              "running in the background, PID %d; log: %s; stop it with ./floe down"
                  .formatted(child.pid(), folder.launcherLog()));
          return 0;
        }
        if (line.startsWith(DaemonChild.PROBLEM)) {
          console.bareProblem(line.substring(DaemonChild.PROBLEM.length()));
        } else {
          console.line(line);
        }
      }
    }
    try {
      int code = child.waitFor();
      return code == 0 ? 1 : code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
