package io.floe.launcher.database;

import io.floe.launcher.folder.LaunchProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What stands before a program of Postgres on the command line, so that it runs as it must. Each of
 * these becomes the program that follows it and keeps the process.
 *
 * <ul>
 *   <li>Postgres refuses to run as root. In a user namespace of its own, root is a nobody without
 *       rights beyond its own files.
 *   <li>Ctrl-C in a terminal is for the launcher alone, which stops the services first: hence a
 *       session of its own.
 *   <li>A launcher that is killed cannot stop it: the kernel does, by a signal when the thread that
 *       started the process ends.
 * </ul>
 *
 * @param words to put before a program and its arguments
 */
record Wrapping(List<String> words) {

  private static final List<String> SESSION = List.of("setsid");
  private static final List<String> NOBODY = List.of("unshare", "--user");

  /** SIGINT: a fast, orderly shutdown. */
  private static final List<String> END_WITH_PARENT = List.of("setpriv", "--pdeathsig", "INT");

  Wrapping {
    words = List.copyOf(words);
  }

  /**
   * What this machine has of it.
   *
   * @throws LaunchProblem when Postgres cannot be run here at all
   */
  static Wrapping here() {
    boolean root = root();
    List<String> must = root ? NOBODY : List.of();
    if (root && !works(NOBODY)) {
      throw new LaunchProblem(
          "Postgres does not run as root, and this machine does not let it run as anybody else (unshare --user failed): run ./floe as another user, or use a database of yours with FLOE_DATABASE_URL.");
    }
    for (List<String> more : List.of(END_WITH_PARENT, List.<String>of())) {
      List<String> all = new ArrayList<>(SESSION);
      all.addAll(must);
      all.addAll(more);
      if (works(all)) {
        return new Wrapping(all);
      }
    }
    return new Wrapping(must);
  }

  /** The whole command. */
  List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(words);
    command.addAll(program);
    return command;
  }

  private static boolean works(List<String> words) {
    List<String> command = new ArrayList<>(words);
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(5, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean root() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
