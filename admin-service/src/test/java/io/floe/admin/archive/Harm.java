package io.floe.admin.archive;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds in a migration what the release before might not live with, while both run: it reads and
 * writes all that was there as before. Only what is known to be harmless passes.
 */
final class Harm {

  /** Statements that somebody has thought about, as they stand here in one line. */
  private static final Set<String> REVIEWED =
      Set.of(
          // What is left out of the audit log, which nobody reads back.
          "update audit set before = regexp_replace(before, "
              + "'(\"url\":\"https?://[^/?\"]*)[/?][^\"]+\"', '\\1/...\"', 'i'), after = "
              + "regexp_replace(after, '(\"url\":\"https?://[^/?\"]*)[/?][^\"]+\"', '\\1/...\"', "
              + "'i') where object like 'webhook %'",
          "update audit set before = regexp_replace(before, "
              + "'(\"(?:listeneradd|listenerremove|sourceconnect)\":\"[^\"?]*)\\?[^\"]*\"', "
              + "'\\1?...\"', 'g'), after = regexp_replace(after, "
              + "'(\"(?:listeneradd|listenerremove|sourceconnect)\":\"[^\"?]*)\\?[^\"]*\"', "
              + "'\\1?...\"', 'g') where object like 'mount %' and (before like "
              + "'%\"auth\":{%' or after like '%\"auth\":{%')",
          // Of a column that may be empty, which the release before leaves alone.
          "alter table tenants alter column made_at set default now()");

  private static final Pattern TABLE = Pattern.compile("create table (\\w+) .*");
  private static final Pattern UNIQUE = Pattern.compile("create unique index \\w+ on (\\w+) .*");
  private static final Pattern INDEX = Pattern.compile("create index \\w+ on \\w+ .*");
  private static final Pattern INSERT = Pattern.compile("insert into (\\w+) .*");
  private static final Pattern COLUMNS = Pattern.compile("alter table (\\w+) (add column .*)");
  private static final Pattern CHANGE =
      Pattern.compile(
          "\\b(drop|rename|alter|set|unique|primary|constraint|validate|enable|disable|owner)\\b"
              + "|\\badd (?!column\\b)");

  private Harm() {}

  static List<String> of(String script) {
    List<String> harmful = new ArrayList<>();
    Set<String> made = new HashSet<>();
    for (String statement : script.replaceAll("--[^\n]*", " ").split(";")) {
      String flat = statement.replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
      if (!flat.isEmpty() && !REVIEWED.contains(flat) && !harmless(flat, made)) {
        harmful.add(flat);
      }
    }
    return harmful;
  }

  private static boolean harmless(String flat, Set<String> made) {
    Matcher table = TABLE.matcher(flat);
    if (table.matches()) {
      made.add(table.group(1));
      return true;
    }
    Matcher unique = UNIQUE.matcher(flat);
    if (unique.matches()) {
      return made.contains(unique.group(1));
    }
    Matcher insert = INSERT.matcher(flat);
    if (insert.matches()) {
      return made.contains(insert.group(1));
    }
    Matcher columns = COLUMNS.matcher(flat);
    return columns.matches() ? added(columns.group(2)) : INDEX.matcher(flat).matches();
  }

  /** Columns that may be empty or have a default, which whoever does not know them leaves alone. */
  private static boolean added(String columns) {
    for (String column : columns.split("\\badd column\\b")) {
      if (CHANGE.matcher(column).find()
          || (column.contains("not null") && !column.contains("default"))) {
        return false;
      }
    }
    return true;
  }
}
