package io.floe.admin.archive;

import io.floe.admin.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.postgresql.PGConnection;

/** Databases of a real Postgres, with the tables of any release. */
final class Databases implements AutoCloseable {

  static final String USER = PostgresServer.USER;

  private final PostgresServer postgres = PostgresServer.start();

  /** Makes them, empty, whatever was there. */
  void renew(String... names) throws SQLException {
    try (Connection server = connect(USER);
        Statement statement = server.createStatement()) {
      for (String name : names) {
        statement.execute("drop database if exists " + name + " with (force)");
        statement.execute("create database " + name);
      }
    }
  }

  String url(String database) {
    return postgres.url(database);
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), USER, USER);
  }

  void migrate(String database, MigrationVersion version) {
    var _ = flyway(database, version).migrate();
  }

  Flyway flyway(String database, MigrationVersion version) {
    return Flyway.configure()
        .dataSource(url(database), USER, USER)
        .locations("classpath:db/migration")
        .target(version)
        .load();
  }

  void execute(String database, String sql, String... values) throws SQLException {
    try (Connection connection = connect(database);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  /** What the release with these tables would have written: something in every column. */
  void fill(String database) throws SQLException {
    try (Connection connection = connect(database)) {
      Filling.of(connection, Integer.parseInt(Schema.version(connection)));
    }
  }

  /** Every table but those that are not archived, as Postgres writes it. */
  Map<String, String> content(String database) throws SQLException, IOException {
    Map<String, String> all = new TreeMap<>();
    try (Connection connection = connect(database)) {
      for (String table : Schema.tables(connection).keySet()) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("copy (select * from " + table + " order by 1) to stdout", out);
        all.put(table, out.toString(StandardCharsets.UTF_8));
      }
    }
    return all;
  }

  /** Every column of every table that has rows, with all its values in the order of the rows. */
  Map<String, String> columns(String database) throws SQLException {
    Map<String, String> all = new TreeMap<>();
    try (Connection connection = connect(database)) {
      for (var table : Schema.tables(connection).entrySet()) {
        for (String column : table.getValue()) {
          try (Statement statement = connection.createStatement();
              ResultSet row =
                  statement.executeQuery(
                      "select string_agg(coalesce("
                          + Schema.quoted(column)
                          + "::text, '\\N'), chr(10) order by "
                          + Schema.quoted(table.getValue().getFirst())
                          + ") from "
                          + Schema.quoted(table.getKey()))) {
            row.next();
            if (row.getString(1) != null) {
              all.put(table.getKey() + "." + column, row.getString(1));
            }
          }
        }
      }
    }
    return all;
  }

  long count(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() {
    postgres.close();
  }
}
