package io.floe.admin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Puts an archive into an empty database: first its tables as they were, then all rows in one
 * transaction, then what newer releases have added.
 */
final class Restore {

  private static final int MOST_MANIFEST = 1 << 20;

  /** What a restore needs of the database. */
  interface Tables {
    /** Flyway that goes up to that version, or to the newest. */
    Flyway upTo(MigrationVersion version);

    Connection connect() throws SQLException;
  }

  private final Tables tables;
  private final Path file;

  Restore(Tables tables, Path file) {
    this.tables = tables;
    this.file = file;
  }

  /** Does it. */
  Manifest run() throws IOException, SQLException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Manifest manifest = manifest(zip);
      requireKnown(manifest);
      try (Connection database = tables.connect()) {
        requireEmpty(database);
      }
      var _ = tables.upTo(MigrationVersion.fromVersion(manifest.schema())).migrate();
      try (Connection database = tables.connect()) {
        database.setAutoCommit(false);
        fill(database, zip, manifest);
        database.commit();
      }
      var _ = tables.upTo(MigrationVersion.LATEST).migrate();
      return manifest;
    } catch (ZipException e) {
      throw new Refused(file + " is no archive of Floe, or not a whole one: take another copy.");
    }
  }

  private Manifest manifest(ZipFile zip) throws IOException {
    ZipEntry entry = zip.getEntry(Manifest.ENTRY);
    if (entry == null) {
      throw new Refused(file + " is no archive of Floe: it has no " + Manifest.ENTRY + ".");
    }
    Manifest manifest;
    try (InputStream in = zip.getInputStream(entry)) {
      manifest = Manifest.of(in.readNBytes(MOST_MANIFEST));
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw damaged(Manifest.ENTRY);
    }
    if (manifest.format() != Manifest.FORMAT) {
      throw newer();
    }
    return manifest;
  }

  private void requireKnown(Manifest manifest) throws Refused {
    MigrationVersion wanted = MigrationVersion.fromVersion(manifest.schema());
    boolean known =
        Arrays.stream(tables.upTo(MigrationVersion.LATEST).info().all())
            .anyMatch(each -> wanted.equals(each.getVersion()));
    if (!known) {
      throw newer();
    }
  }

  private Refused newer() {
    return new Refused(
        file + " was made by a newer release than this one: restore it with that release.");
  }

  private static void requireEmpty(Connection database) throws IOException, SQLException {
    if (!Schema.exists(database, "users")) {
      return;
    }
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery("select exists (select from users)")) {
      if (row.next() && row.getBoolean(1)) {
        throw new Refused(
            "there are accounts in that database already: an archive goes into an empty one.");
      }
    }
  }

  private void fill(Connection database, ZipFile zip, Manifest manifest)
      throws IOException, SQLException {
    Map<String, List<String>> there = Schema.tables(database);
    try (Statement statement = database.createStatement()) {
      // A service may have started meanwhile, and made its first account.
      var _ = statement.execute("lock table users in access exclusive mode");
      requireEmpty(database);
      for (Manifest.Table table : manifest.tables().reversed()) {
        if (there.containsKey(table.name())) {
          var _ = statement.executeUpdate("delete from " + Schema.quoted(table.name()));
        }
      }
    }
    CopyManager copies = database.unwrap(PGConnection.class).getCopyAPI();
    for (Manifest.Table table : manifest.tables()) {
      if (!there.getOrDefault(table.name(), List.of()).containsAll(table.columns())) {
        throw damaged(Manifest.ENTRY);
      }
      fill(copies, zip, table);
      for (String column : Schema.counted(database, table.name())) {
        goOn(database, table.name(), column);
      }
    }
    if (there.containsKey("webhook_deliveries")) {
      dropWaiting(database);
    }
  }

  /** What waited then is old news, or is sent by the platform that the archive is a copy of. */
  private static void dropWaiting(Connection database) throws SQLException {
    try (Statement statement = database.createStatement()) {
      var _ =
          statement.executeUpdate(
              "update webhook_deliveries set state = 'DROPPED', next_at = null, finished_at = now(),"
                  + " error = 'dropped: it waited when the archive was made that was restored'"
                  + " where state = 'WAITING'");
    }
  }

  private void fill(CopyManager copies, ZipFile zip, Manifest.Table table)
      throws IOException, SQLException {
    ZipEntry entry = zip.getEntry(table.entry());
    if (entry == null) {
      throw damaged(table.entry());
    }
    MessageDigest digest = Sums.digest();
    String command =
        "copy "
            + Schema.quoted(table.name(), table.columns())
            + " from stdin (format csv, header, encoding 'UTF8')";
    try (InputStream in = new DigestInputStream(zip.getInputStream(entry), digest)) {
      long rows = copies.copyIn(command, in);
      if (rows != table.rows()
          || !HexFormat.of().formatHex(digest.digest()).equals(table.sha256())) {
        throw damaged(table.entry());
      }
    } catch (SQLException unreadable) {
      if (String.valueOf(unreadable.getSQLState()).matches("(22|23).*")) {
        throw damaged(table.entry());
      }
      throw unreadable;
    }
  }

  /** New rows get numbers beyond those that are there. */
  private static void goOn(Connection database, String table, String column) throws SQLException {
    try (Statement statement = database.createStatement()) {
      var _ =
          statement.execute(
              "select setval(pg_get_serial_sequence(%s, %s), coalesce(max(%s), 1), max(%s) is not null) from %s"
                  .formatted(
                      Schema.literal(Schema.quoted(table)),
                      Schema.literal(column),
                      Schema.quoted(column),
                      Schema.quoted(column),
                      Schema.quoted(table)));
    }
  }

  private Refused damaged(String entry) {
    return new Refused(
        file + " is damaged (" + entry + "): nothing was restored, take another copy.");
  }
}
