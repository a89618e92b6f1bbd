package io.floe.launcher.database;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What stands before a program of Postgres on the command line, so that it runs as it must. Each of
 * these becomes the program that follows it and keeps the process.
 *
 * <ul>
 *   <li>Postgres refuses to run as root. See {@link Guise}.
 *   <li>Ctrl-C in a terminal is for the launcher alone, which stops the services first: hence a
 *       session of its own.
 *   <li>A launcher that is killed cannot stop it: the kernel does, by a signal when the thread that
 *       started the process ends.
 * </ul>
 *
 * @param guise whose rights the program has
 * @param words to put before a program and its arguments
 */
record Wrapping(Guise guise, List<String> words) {

  private static final List<String> SESSION = List.of("setsid");

  /** SIGINT: a fast, orderly shutdown. */
  private static final List<String> END_WITH_PARENT = List.of("setpriv", "--pdeathsig", "INT");

  /** Whose rights a program has. */
  enum Guise {
    /** Those of the launcher, which is not root. */
    ITSELF(-1, ""),

    /** In a user namespace of its own, root is a nobody with no rights beyond its own files. */
    NAMESPACE(0, "unshare --user"),

    /**
     * Where containers forbid namespaces: another user, who has his own files, and may reach them
     * in root's folders.
     */
    NOBODY(
        65_534,
        "setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all,+dac_override"
            + " --ambient-caps=-all,+dac_override --bounding-set=-all,+dac_override");

    private final int owner;
    private final String command;

    Guise(int owner, String command) {
      this.owner = owner;
      this.command = command;
    }

    private List<String> words() {
      return command.isEmpty() ? List.of() : List.of(command.split(" "));
    }
  }

  Wrapping {
    words = List.copyOf(words);
  }

  /**
   * What this machine has of it.
   *
   * @throws LaunchProblem when Postgres cannot be run here at all
   */
  static Wrapping here() {
    List<Guise> guises =
        Integer.valueOf(0).equals(owner(Path.of("/proc/" + ProcessHandle.current().pid())))
            ? List.of(Guise.NAMESPACE, Guise.NOBODY)
            : List.of(Guise.ITSELF);
    return guises.stream()
        .filter(guise -> works(guise.words()))
        .findFirst()
        .map(Wrapping::in)
        .orElseThrow(() ->
            new LaunchProblem(
                "Postgres does not run as root, and this machine does not let it run as anybody else (unshare --user and setpriv --reuid failed): run ./floe as another user, or use a database of yours with FLOE_DATABASE_URL."));
  }

  /** That guise, with as much of the rest as this machine has. */
  static Wrapping in(Guise guise) {
    for (List<String> more : List.of(END_WITH_PARENT, List.<String>of())) {
      List<String> all = new ArrayList<>(SESSION);
      all.addAll(guise.words());
      all.addAll(more);
      if (works(all)) {
        return new Wrapping(guise, all);
      }
    }
    return new Wrapping(guise, guise.words());
  }

  /** The whole command. */
  List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(words);
    command.addAll(program);
    return command;
  }

  /**
   * Gives the files of a folder to whom the program runs as; an earlier start may have differed.
   */
  void own(Path folder) {
    if (guise.owner < 0 || Integer.valueOf(guise.owner).equals(owner(folder))) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList().reversed()) {
        Files.setAttribute(file, "unix:uid", guise.owner, LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException e) {
      throw DataFolder.unwritable(folder, e);
    }
  }

  private static boolean works(List<String> words) {
    if (words.isEmpty()) {
      return true;
    }
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

  /** Number of the user who owns it; -1 when the system does not tell. */
  private static Object owner(Path file) {
    try {
      return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return -1;
    }
  }
}
