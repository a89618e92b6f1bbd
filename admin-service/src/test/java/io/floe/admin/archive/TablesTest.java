package io.floe.admin.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;

/** Nothing grows for ever: whoever adds a table says here what bounds it, and makes sure of it. */
class TablesTest {

  private static final Map<String, String> BOUNDS =
      Map.ofEntries(
          entry("settings", "one row"),
          entry("branding", "one row"),
          entry("history_writer", "one row"),
          entry("flyway_schema_history", "a row for each migration"),
          entry("tenants", "what superadmins make, by hand or by a station file"),
          entry("mounts", "the quota of their tenant, and what its admins make"),
          entry("users", "what admins make"),
          entry("grants", "users and mounts"),
          entry("bans", "what admins make, and a limit of the snapshot"),
          entry("renditions", "RenditionRules: 20,000"),
          entry("siblings", "RenditionRules: 8 of a tenant"),
          entry("webhooks", "50 of a tenant"),
          entry("tokens", "what users make; Retention: 30 days beyond their end"),
          entry("sessions", "Retention: an hour without use, a day at most"),
          entry("audit", "Retention: 400 days, a million, those of tenants with most first"),
          entry("webhook_deliveries", "1,000 of a webhook wait; Webhooks: 14 days"),
          entry("told_streams", "Outbox: mounts on the air, and those that were lately"),
          entry("told_levels", "Outbox: mounts above a threshold, and those that were lately"),
          entry("history_mounts", "HistoryRetention: as long as anything refers to them"),
          entry("history_minutes", "HistoryRetention: 2 days"),
          entry("history_hours", "HistoryRetention: 60 days"),
          entry("history_days", "HistoryRetention: three years"),
          entry("history_songs", "HistoryRetention: 90 days, a million"),
          entry("history_sessions", "HistoryRetention: 400 days, a million"),
          entry("history_agents", "HistoryRetention: 400 days, 200 of a mount and day"),
          entry("history_clients", "HistoryRetention: two days, a million of a mount and day"),
          entry("history_salts", "HistoryRetention: two days, and two ahead"),
          entry("history_counters", "Ledger: three days after a node; 10,000 mounts of an edge"),
          entry("history_visits", "Ledger: three days after an edge"));

  @Test
  void everyTable_isBounded() throws Exception {
    try (Databases databases = new Databases()) {
      databases.renew("every");
      databases.migrate("every", MigrationVersion.LATEST);
      Set<String> tables = new TreeSet<>();
      try (Connection database = databases.connect("every");
          Statement statement = database.createStatement();
          ResultSet found =
              statement.executeQuery(
                  "select tablename from pg_tables where schemaname = 'public'")) {
        while (found.next()) {
          tables.add(found.getString(1));
        }
      }
      assertThat(BOUNDS.keySet()).containsExactlyInAnyOrderElementsOf(tables);
    }
  }
}
