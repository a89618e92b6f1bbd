package io.floe.launcher;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.Passwords;
import io.floe.launcher.imported.Finding;
import io.floe.launcher.imported.Imported;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code floe import}: a station file out of another server's configuration. */
@Command(
    description =
        "Writes a station file from an icecast.xml (2.4) or a tinyice.json, and tells what it understood.",
    sortOptions = false)
final class ImportCommand implements Callable<Integer> {

  /** Longer paths push their text to the right. */
  private static final int WIDEST = 32;

  private final Console console;

  @Parameters(paramLabel = "FILE", description = "The icecast.xml or tinyice.json.")
  private Path file = Path.of("icecast.xml");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "floe.yaml",
      description = "The station file to write; it must not be there. Default: ${DEFAULT-VALUE}")
  private Path out = Path.of("floe.yaml");

  ImportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (Files.exists(out)) {
      throw taken();
    }
    Imported imported = Imported.from(text(), Passwords::hash);
    write(imported.yaml());
    for (Finding.Outcome outcome : Finding.Outcome.values()) {
      tell(outcome, imported.findings());
    }
    console.line("");
    console.say(
        "%s is written, with hashes of the passwords. Read it, then: ./floe up --config %s"
            .formatted(out, out));
    return 0;
  }

  private void tell(Finding.Outcome outcome, List<Finding> findings) {
    List<Finding> some = findings.stream().filter(each -> each.outcome() == outcome).toList();
    if (some.isEmpty()) {
      return;
    }
    int width =
        some.stream().mapToInt(each -> Math.min(WIDEST, each.where().length())).max().orElse(1);
    console.line(outcome.title());
    some.forEach(
        each -> console.line(("  %-" + width + "s  %s").formatted(each.where(), each.text())));
  }

  private String text() {
    try {
      if (Files.size(file) > Imported.MAX_BYTES) {
        throw new LaunchProblem(
            "%s is longer than %d bytes: this is no configuration."
                .formatted(file, Imported.MAX_BYTES));
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new LaunchProblem(file + " is not UTF-8: save it as UTF-8 and try again.", e);
    } catch (IOException e) {
      throw new LaunchProblem("cannot read " + file + ": " + DataFolder.reason(e) + ".", e);
    }
  }

  /** For its owner only: hashes are worth guessing at. */
  private void write(String yaml) {
    String made =
        "# Made by ./floe import from %s. What could not be taken over is in what import printed.\n"
            .formatted(String.valueOf(file.getFileName()).replaceAll("\\p{Cntrl}", "?"));
    try {
      if (out.toAbsolutePath().getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            out,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(out);
      }
      Files.writeString(out, made + yaml);
    } catch (FileAlreadyExistsException e) {
      throw taken();
    } catch (IOException e) {
      throw DataFolder.unwritable(out, e);
    }
  }

  private LaunchProblem taken() {
    return new LaunchProblem(
        out
            + " is there already and is not overwritten: move it away, or name another with --out.");
  }
}
