package io.floe.admin.archive;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;

/** The database that {@code FLOE_DATABASE_URL}, {@code _USER} and {@code _PASSWORD} name. */
record ArchiveConfig(String url, String user, String password) implements Restore.Tables {

  /** As this process is told. */
  static ArchiveConfig here() {
    Map<String, String> environment = System.getenv();
    return new ArchiveConfig(
        environment.getOrDefault("FLOE_DATABASE_URL", "jdbc:postgresql://127.0.0.1:5432/floe"),
        environment.getOrDefault("FLOE_DATABASE_USER", "floe"),
        environment.getOrDefault("FLOE_DATABASE_PASSWORD", ""));
  }

  @Override
  public Connection connect() throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", user);
    login.setProperty("password", password);
    login.setProperty("connectTimeout", "10");
    login.setProperty("ApplicationName", "floe-archive");
    return DriverManager.getConnection(url, login);
  }

  @Override
  public Flyway upTo(MigrationVersion version) {
    return Flyway.configure()
        .dataSource(url, user, password)
        .locations("classpath:db/migration")
        .target(version)
        .load();
  }

  @Override
  public String toString() {
    return "ArchiveConfig[not shown]";
  }
}
