package io.floe.launcher;

import io.floe.launcher.database.Access;
import io.floe.launcher.database.Postgres;
import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code floe export}: everything that the control plane knows, as one file. */
@Command(
    description =
        "Writes configuration, accounts and history to one file, while the platform runs or not.",
    sortOptions = false)
final class ExportCommand implements Callable<Integer> {

  private final Build build;
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "The file to write; it must not be there.")
  private Path file = Path.of("floe.zip");

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = ".floe",
      description = "The data folder. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of(".floe");

  ExportCommand(Build build, Console console) {
    this.build = build;
    this.console = console;
  }

  @Override
  public Integer call() {
    Archive archive = new Archive(build, console);
    Path target = file.toAbsolutePath().normalize();
    Optional<Access> given = Access.given(System.getenv());
    if (given.isPresent()) {
      archive.run("export", target, given.get());
      return 0;
    }
    DataFolder folder = new DataFolder(data);
    if (!Files.isDirectory(folder.database().resolve("data"))) {
      throw new LaunchProblem(
          "there is no database in %s: name the data folder with --data.".formatted(folder.path()));
    }
    if (folder.locked()) {
      archive.run("export", target, Postgres.running(folder.database()));
      return 0;
    }
    try (DataFolder.Lock _ = folder.lock()) {
      archive.withDatabase(folder, access -> archive.run("export", target, access));
    }
    return 0;
  }
}
