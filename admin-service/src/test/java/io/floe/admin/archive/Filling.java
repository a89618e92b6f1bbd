package io.floe.admin.archive;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows as each release writes them: something in every column of every table that it has, and what
 * breaks careless files.
 */
final class Filling {

  static final String HOSTILE = "a\"b,c\nd\\N\\.\r\n'; drop table users; -- \u00e5\ud83d\ude00";

  private static final Map<Integer, List<String>> STATEMENTS = new TreeMap<>();

  static {
    STATEMENTS.put(
        1,
        List.of(
            "update settings set version = 1700000000123, public_url = '', shoutcast_mount = '/s',"
                + " trusted_proxies = E'192.0.2.1\\n192.0.2.2', managed = 'publicUrl'",
            "insert into tenants (name, create_mounts) values ('default', true), ('gone', true)",
            "insert into tenants (name, source_password_hash, create_mounts, quota_mounts,"
                + " quota_sources, quota_listeners, quota_egress, managed) values"
                + " ('north', '$2b$', true, 1, 2, 3, 4, 'quotas')",
            "delete from tenants where name = 'gone'",
            "insert into users (tenant_id, name, role, password_hash) values"
                + " (null, 'admin', 'superadmin', HOSTILE)",
            "insert into users (tenant_id, name, role, password_hash, managed) values"
                + " (3, 'bob', 'dj', 'x', 'role')",
            "insert into mounts (tenant_id, name, password_hash, enabled, listed, stream_name,"
                + " description, genre, url, content_type, burst, latency, max_listeners,"
                + " max_duration_ms, fallback, takeover, source_timeout_ms, charset, allowed,"
                + " banned, banned_agents, managed) values (3, '/live', 'x', true, false, HOSTILE,"
                + " '', 'g', 'u', 'audio/mpeg', 1, 'NORMAL', 1, 2, '/other', 'NEVER', 1, 'UTF-8',"
                + " '192.0.2.0/24', '198.51.100.0/24', HOSTILE, 'genre')",
            "insert into grants (user_id, mount_id) values (2, 1)",
            "insert into tokens (user_id, name, hash, scopes, created_at, expires_at, last_used_at)"
                + " values (2, 't', 'h', '', now(), now(), now())",
            "insert into sessions (user_id, hash, created_at, last_seen_at) values"
                + " (1, 's', now(), now())",
            "insert into bans (network, reason, created_at, managed) values"
                + " ('203.0.113.0/24', HOSTILE, now(), 'network')",
            "insert into audit (at, actor, tenant, address, action, object, before, after) select"
                + " now(), 'a', 'north', '192.0.2.7', 'b', HOSTILE, repeat('x', n), '' from"
                + " generate_series(1, 2000) n"));
    STATEMENTS.put(
        2,
        List.of(
            "insert into renditions (tenant_id, from_mount, to_mount, codec, bitrate, sample_rate,"
                + " channels, listed, on_demand, managed) values (3, '/live', '/live.opus', 'OPUS',"
                + " 96, 48000, 2, true, false, 'codec')",
            "insert into siblings (tenant_id, suffix, codec, bitrate, sample_rate, channels,"
                + " on_demand) values (3, '.mp3', 'MP3', 96, 44100, 1, true)"));
    STATEMENTS.put(
        3,
        List.of(
            "update tenants set timezone = 'Europe/Oslo' where name = 'north'",
            "update history_writer set writer = 'somebody'",
            "insert into history_mounts (tenant_id, mount) values (3, '/live'), (null, '')",
            "insert into history_minutes values (1, now(), (1::bigint << 60) - 1, 2, 3, 4, 5, 6, 7),"
                + " (2, now(), 1, 2, 3, 4, 5, 6, 7)",
            "insert into history_hours values (1, now(), 1, 2, 3, 4, 9000000000000, 6, 7)",
            "insert into history_days values (1, current_date, now(), 1, 2, 3, 4, 5, 6, 7, 8)",
            "insert into history_counters values ('edge', '', now(), 0, 0, 0),"
                + " ('other', '/live', now(), 1, 2, 3)",
            "insert into history_sessions values (1, 2, true, 'ingest', HOSTILE, now(), now(),"
                + " now(), 'closed', 3)",
            "insert into history_songs (mount_id, at, title) values (1, now(), HOSTILE)",
            "insert into history_salts values (current_date, '\\x0001ff')",
            "insert into history_clients values (1, current_date, -9000000000000000000)",
            "insert into history_agents values (1, current_date, HOSTILE, 2)",
            "insert into history_visits values ('edge', 7, now())"));
    STATEMENTS.put(
        4,
        List.of(
            "insert into webhooks (tenant_id, url, events, mounts, threshold, enabled, secret,"
                + " created_at, managed) values (3, 'https://hooks.example/', 'metadata', '/live',"
                + " 5, true, HOSTILE, now(), 'url')",
            "insert into webhook_deliveries (webhook_id, event_key, event, body, state, attempts,"
                + " created_at, next_at, finished_at, status, error) values (1, 'k', 'e', HOSTILE,"
                + " 'FAILED', 2, now(), now(), now(), 500, HOSTILE)",
            "insert into told_streams values ('/live', 'north', 1, true, HOSTILE, now(), 2, now())",
            "insert into told_levels values (1, '/live', true, 3)"));
    STATEMENTS.put(
        5,
        List.of(
            "update mounts set auth_listener_add = 'https://a.example/', auth_listener_remove ="
                + " 'https://b.example/', auth_source_connect = 'https://c.example/', auth_header ="
                + " HOSTILE, auth_timeout_ms = 1, auth_when_down = 'ALLOW', auth_cache_ms = 2"));
    STATEMENTS.put(
        6,
        List.of(
            "update branding set name = 'N\u00f8rd', tagline = HOSTILE, accent = '#1d6f94', logo ="
                + " 'data:image/png;base64,iVBORw0KGgo=', landing = E'# Hei\\n\\\\ \"<b>\",;',"
                + " managed = 'name'"));
    STATEMENTS.put(7, List.of("update users set password_given = true where name = 'bob'"));
    STATEMENTS.put(8, List.of("update webhooks set sealed_url = HOSTILE"));
    STATEMENTS.put(
        9,
        List.of(
            "update tenants set made_at = now() where name = 'north'",
            "update history_days set over_at = now()"));
  }

  private Filling() {}

  /** Writes what a release writes whose tables have that version. */
  static void of(Connection database, int version) throws SQLException {
    try (Statement statement = database.createStatement()) {
      for (Map.Entry<Integer, List<String>> each : STATEMENTS.entrySet()) {
        if (each.getKey() <= version) {
          for (String sql : each.getValue()) {
            statement.execute(sql.replace("HOSTILE", Schema.literal(HOSTILE)));
          }
        }
      }
    }
  }

  /** Columns in which there is nothing at all: whoever adds one adds a row for it here. */
  static List<String> empty(Connection database) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select table_name, column_name from information_schema.columns where table_schema"
                    + " = 'public' and table_name <> 'flyway_schema_history'")) {
      while (found.next()) {
        String table = Schema.quoted(found.getString(1));
        String column = Schema.quoted(found.getString(2));
        try (Statement each = database.createStatement();
            ResultSet row = each.executeQuery("select count(" + column + ") from " + table)) {
          row.next();
          if (row.getLong(1) == 0) {
            columns.add(found.getString(1) + "." + found.getString(2));
          }
        }
      }
    }
    return columns;
  }
}
