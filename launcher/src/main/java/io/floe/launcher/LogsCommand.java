package io.floe.launcher;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.RunState;
import io.floe.launcher.process.LogFollower;
import io.floe.launcher.process.LogTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code floe logs}: the last lines of the logs, and those that follow. */
@Command(description = "Shows and follows the logs of all services or one.", sortOptions = false)
final class LogsCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "SERVICE",
      description =
          "One of those that 'status' lists, like ingest-1, all of a kind, like ingest, or floe for the launcher.")
  private @Nullable String service;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many old lines to show first. Default: ${DEFAULT-VALUE}")
  private int lines;

  @Option(names = "--no-follow", description = "Stop after the old lines.")
  private boolean stop;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = ".floe",
      description = "The folder given to 'up'. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of(".floe");

  LogsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    DataFolder folder = new DataFolder(data);
    Optional<RunState> state =
        Files.isDirectory(folder.path()) ? RunState.read(folder) : Optional.empty();
    String place = state.map(RunState::logs).orElse(folder.logs().toString());
    if (place.equals("-")) {
      throw new LaunchProblem(
          "the services log to the terminal that './floe up --log-file -' runs in.");
    }
    List<Path> files = files(Path.of(place), folder);
    for (Path file : files) {
      LogTail.of(file, lines).forEach(line -> console.line(prefix(file) + line));
    }
    if (!stop) {
      new LogFollower(files, (file, line) -> console.line(prefix(file) + line)).run();
    }
    return 0;
  }

  private List<Path> files(Path logs, DataFolder folder) {
    List<Path> all;
    try (Stream<Path> listed = Files.isDirectory(logs) ? Files.list(logs) : Stream.empty()) {
      Stream<Path> launcher =
          logs.equals(folder.logs()) ? Stream.empty() : Stream.of(folder.launcherLog());
      all =
          Stream.concat(listed, launcher)
              .filter(file -> file.toString().matches(".*\\.(log|out)"))
              .filter(Files::isRegularFile)
              .filter(this::wanted)
              .sorted()
              .toList();
    } catch (IOException e) {
      throw new LaunchProblem("cannot list " + logs + ": " + DataFolder.reason(e) + ".", e);
    }
    if (all.isEmpty()) {
      throw new LaunchProblem(
          service == null
              ? "there are no logs in " + logs + " yet: start the platform with ./floe up."
              : "there is no log of '%s' in %s: './floe status' lists the services."
                  .formatted(service, logs));
    }
    return all;
  }

  private String prefix(Path file) {
    return name(file).equals(service) ? "" : "%-13s| ".formatted(name(file));
  }

  private boolean wanted(Path file) {
    String name = name(file);
    return service == null
        || name.equals(service)
        || name.matches(Pattern.quote(service) + "-\\d+");
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceAll("\\.(log|out)$", "");
  }
}
