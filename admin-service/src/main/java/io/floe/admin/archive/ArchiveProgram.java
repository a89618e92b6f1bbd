package io.floe.admin.archive;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;

/**
 * {@code export FILE} or {@code restore FILE}, with the database that {@code FLOE_DATABASE_URL},
 * {@code _USER} and {@code _PASSWORD} name. Exit codes: 0 done, 1 could not be done and nothing has
 * changed, 2 called wrongly. A sentence says which, on standard output or error.
 */
public final class ArchiveProgram {

  private static final String USAGE = "say export FILE or restore FILE";

  private ArchiveProgram() {}

  /** Runs it and exits with its code. */
  public static void main(String[] arguments) {
    Logger.getLogger("").setLevel(Level.WARNING);
    System.exit(run(arguments, System.getenv(), System.out, System.err));
  }

  /** Runs it. */
  static int run(
      String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    if (arguments.length != 2) {
      err.println(USAGE);
      return 2;
    }
    Path file = Path.of(arguments[1]);
    Access access = new Access(environment);
    try {
      switch (arguments[0]) {
        case "export" -> {
          requireFree(file);
          try (Connection database = access.connect()) {
            out.println(said(Export.write(database, file)) + " are in " + file);
          }
        }
        case "restore" -> out.println(said(new Restore(access, file).run()) + " are restored");
        default -> {
          err.println(USAGE);
          return 2;
        }
      }
      return 0;
    } catch (Refused refused) {
      err.println(refused.getMessage());
    } catch (NoSuchFileException missing) {
      err.println("there is no " + missing.getFile() + ".");
    } catch (IOException failure) {
      err.println("cannot read or write " + file + ": " + failure.getMessage() + ".");
    } catch (SQLException | FlywayException failure) {
      err.println("the database cannot be used: " + failure.getMessage());
    }
    return 1;
  }

  private static String said(Manifest manifest) {
    long rows = manifest.tables().stream().mapToLong(Manifest.Table::rows).sum();
    return rows + " rows of " + manifest.tables().size() + " tables";
  }

  private static void requireFree(Path file) throws Refused {
    if (Files.exists(file)) {
      throw new Refused(
          file + " is there already and is not overwritten: move it away, or name another.");
    }
  }

  /** The database that the environment names. */
  private record Access(String url, Properties login) implements Restore.Tables {

    Access(Map<String, String> environment) {
      this(
          environment.getOrDefault("FLOE_DATABASE_URL", "jdbc:postgresql://127.0.0.1:5432/floe"),
          login(environment));
    }

    private static Properties login(Map<String, String> environment) {
      Properties login = new Properties();
      login.setProperty("user", environment.getOrDefault("FLOE_DATABASE_USER", "floe"));
      login.setProperty("password", environment.getOrDefault("FLOE_DATABASE_PASSWORD", ""));
      login.setProperty("connectTimeout", "10");
      login.setProperty("ApplicationName", "floe-archive");
      return login;
    }

    @Override
    public Connection connect() throws SQLException {
      return DriverManager.getConnection(url, login);
    }

    @Override
    public Flyway upTo(MigrationVersion version) {
      return Flyway.configure()
          .dataSource(url, login.getProperty("user"), login.getProperty("password"))
          .locations("classpath:db/migration")
          .target(version)
          .load();
    }

    @Override
    public String toString() {
      return "Access[not shown]";
    }
  }
}
