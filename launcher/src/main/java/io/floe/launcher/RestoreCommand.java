package io.floe.launcher;

import io.floe.launcher.database.Access;
import io.floe.launcher.database.Postgres;
import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.station.FirstStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code floe restore}: a data folder out of what {@code floe export} has written. */
@Command(
    description = "Makes a data folder, or fills an empty database, from a file of ./floe export.",
    sortOptions = false)
final class RestoreCommand implements Callable<Integer> {

  private final Build build;
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "What ./floe export has written.")
  private Path file = Path.of("floe.zip");

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = ".floe",
      description = "The data folder to make; it is missing or empty. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of(".floe");

  RestoreCommand(Build build, Console console) {
    this.build = build;
    this.console = console;
  }

  @Override
  public Integer call() {
    Archive archive = new Archive(build, console);
    Path source = file.toAbsolutePath().normalize();
    if (!Files.isRegularFile(source)) {
      throw new LaunchProblem("there is no file " + source + ".");
    }
    Optional<Access> given = Access.given(System.getenv());
    if (given.isPresent()) {
      archive.run("restore", source, given.get());
      return 0;
    }
    Path target = place(new DataFolder(data).path());
    // Whole or not at all: it is made beside its place, where a later try throws it away.
    DataFolder draft = new DataFolder(target.resolveSibling(target.getFileName() + ".restoring"));
    draft.create();
    try (DataFolder.Lock _ = draft.lock()) {
      clear(draft);
      fill(draft, archive, source);
      FirstStart.over(draft);
      // An empty folder is replaced by it in the same step: one or the other is always there.
      Files.move(draft.path(), target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw DataFolder.unwritable(target, e);
    }
    console.say("everything is in %s: ./floe up --data %s".formatted(target, data));
    console.say(
        "secrets of webhooks need the key of the old platform: copy its secret.key there first, or set FLOE_SECRET_KEY");
    return 0;
  }

  /** A database that an archive was refused for has hashes in it all the same, and goes at once. */
  private static void fill(DataFolder draft, Archive archive, Path source) throws IOException {
    AtomicBoolean begun = new AtomicBoolean();
    try {
      archive.withDatabase(
          draft,
          access -> {
            begun.set(true);
            archive.run("restore", source, access);
          });
    } catch (LaunchProblem refused) {
      if (begun.get()) {
        DataFolder.delete(draft.path());
      }
      throw refused;
    }
  }

  /** Where the folder is to be: past links, and nothing that cannot be put in its place. */
  private static Path place(Path wanted) {
    if (!Files.exists(wanted)) {
      return wanted;
    }
    try {
      Path target = wanted.toRealPath();
      requireEmpty(target);
      if (!Files.getFileStore(target).equals(Files.getFileStore(target.resolveSibling(".")))) {
        throw new LaunchProblem(
            "%s is the root of a file system: name a folder in it with --data.".formatted(target));
      }
      return target;
    } catch (IOException e) {
      throw new LaunchProblem("cannot use " + wanted + ": " + DataFolder.reason(e) + ".", e);
    }
  }

  private static void requireEmpty(Path target) {
    try (Stream<Path> entries = Files.list(target)) {
      if (entries.findAny().isPresent()) {
        throw new LaunchProblem(
            "%s is not empty, and nothing in it is overwritten: name a new folder with --data."
                .formatted(target));
      }
    } catch (IOException e) {
      throw new LaunchProblem("cannot use " + target + ": " + DataFolder.reason(e) + ".", e);
    }
  }

  /** What a try that was cut short has left, but for the lock that we hold. */
  private static void clear(DataFolder draft) throws IOException {
    Postgres.discard(draft.database());
    try (Stream<Path> entries = Files.list(draft.path())) {
      for (Path entry : entries.toList()) {
        if (!entry.endsWith("lock")) {
          DataFolder.delete(entry);
        }
      }
    }
  }
}
