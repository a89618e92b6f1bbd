package io.floe.admin.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;

/**
 * {@code export FILE} or {@code restore FILE}. Exit codes: 0 done, 1 could not be done and nothing
 * has changed, 2 called wrongly. A sentence on standard output says which; what libraries have to
 * say goes to standard error.
 */
public final class ArchiveProgram {

  private static final String USAGE = "say export FILE or restore FILE";

  private ArchiveProgram() {}

  /** Runs it and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, ArchiveConfig.here(), System.out));
  }

  /** Runs it. */
  static int run(String[] arguments, ArchiveConfig database, PrintStream out) {
    if (arguments.length != 2) {
      out.println(USAGE);
      return 2;
    }
    Path file = Path.of(arguments[1]);
    try {
      switch (arguments[0]) {
        case "export" -> {
          requireFree(file);
          try (Connection open = database.connect()) {
            out.println(said(Export.write(open, file)) + " are in " + file);
          }
        }
        case "restore" -> out.println(said(new Restore(database, file).run()) + " are restored");
        default -> {
          out.println(USAGE);
          return 2;
        }
      }
      return 0;
    } catch (Refused refused) {
      out.println(refused.getMessage());
    } catch (FileAlreadyExistsException there) {
      out.println(taken(file));
    } catch (NoSuchFileException missing) {
      out.println("there is no " + missing.getFile() + ".");
    } catch (IOException failure) {
      out.println("cannot read or write " + file + ": " + failure.getMessage() + ".");
    } catch (SQLException | FlywayException failure) {
      out.println("the database cannot be used: " + failure.getMessage());
    }
    return 1;
  }

  private static String said(Manifest manifest) {
    long rows = manifest.tables().stream().mapToLong(Manifest.Table::rows).sum();
    return rows + " rows of " + manifest.tables().size() + " tables";
  }

  private static void requireFree(Path file) throws Refused {
    if (Files.exists(file)) {
      throw new Refused(taken(file));
    }
  }

  private static String taken(Path file) {
    return file + " is there already and is not overwritten: move it away, or name another.";
  }
}
