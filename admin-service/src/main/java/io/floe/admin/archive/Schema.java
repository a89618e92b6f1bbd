package io.floe.admin.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables of a database, as its catalogue has them. */
final class Schema {

  /**
   * What Flyway keeps, and what is worth nothing elsewhere or is not to be kept: browsers log in
   * again; the salts of hashes of clients go with their day (docs/privacy.md).
   */
  private static final Set<String> LEFT_OUT =
      Set.of("flyway_schema_history", "sessions", "history_salts");

  private Schema() {}

  /** Tables with their columns, each after those that it refers to. */
  static Map<String, List<String>> tables(Connection database) throws SQLException {
    Map<String, List<String>> columns = new TreeMap<>();
    query(
        database,
        """
        select c.relname, a.attname from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid
        where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition
          and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        order by c.relname, a.attnum
        """,
        row -> {
          if (!LEFT_OUT.contains(row.getString(1))) {
            columns.computeIfAbsent(row.getString(1), _ -> new ArrayList<>()).add(row.getString(2));
          }
        });
    Map<String, Set<String>> refersTo = new TreeMap<>();
    columns.keySet().forEach(table -> refersTo.put(table, new TreeSet<>()));
    query(
        database,
        """
        select f.relname, t.relname from pg_constraint k
          join pg_class f on f.oid = k.conrelid
          join pg_class t on t.oid = k.confrelid
          join pg_namespace n on n.oid = f.relnamespace
        where k.contype = 'f' and n.nspname = current_schema() and f.oid <> t.oid
        """,
        row -> {
          Set<String> targets = refersTo.get(row.getString(1));
          if (targets != null && columns.containsKey(row.getString(2))) {
            targets.add(row.getString(2));
          }
        });
    Map<String, List<String>> ordered = new LinkedHashMap<>();
    while (ordered.size() < columns.size()) {
      int before = ordered.size();
      refersTo.forEach((table, targets) -> {
        if (!ordered.containsKey(table) && ordered.keySet().containsAll(targets)) {
          ordered.put(table, columns.getOrDefault(table, List.of()));
        }
      });
      if (ordered.size() == before) {
        throw new SQLException("tables that refer to each other in a circle cannot be archived");
      }
    }
    return ordered;
  }

  /** The version of the tables, by Flyway's book; empty when there are none. */
  static String version(Connection database) throws SQLException {
    if (!exists(database, "flyway_schema_history")) {
      return "";
    }
    List<String> newest = new ArrayList<>();
    query(
        database,
        "select version from flyway_schema_history where success and version is not null"
            + " order by installed_rank desc limit 1",
        row -> newest.add(row.getString(1)));
    return newest.isEmpty() ? "" : newest.getFirst();
  }

  static boolean exists(Connection database, String table) throws SQLException {
    try (PreparedStatement statement =
        database.prepareStatement("select to_regclass(?) is not null")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** Columns of a table whose values a sequence gives. */
  static List<String> counted(Connection database, String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    query(
        database,
        "select a.attname from pg_attribute a where a.attrelid = "
            + literal(quoted(table))
            + "::regclass and a.attidentity <> ''",
        row -> columns.add(row.getString(1)));
    return columns;
  }

  /** A name as it stands in a statement, whatever is in it. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text as it stands in a statement. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** A table and its columns, as COPY wants them. */
  static String quoted(String table, List<String> columns) {
    List<String> names = columns.stream().map(Schema::quoted).toList();
    return quoted(table) + " (" + String.join(", ", names) + ")";
  }

  private interface Row {
    void take(ResultSet row) throws SQLException;
  }

  private static void query(Connection database, String sql, Row each) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        each.take(rows);
      }
    }
  }
}
