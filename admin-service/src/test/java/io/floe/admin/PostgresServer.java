package io.floe.admin;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A real Postgres of a test's own: a process, or a container where the build has found a container
 * engine. What tells the two apart must not begin with "floe.", where Quarkus refuses what it does
 * not know.
 */
public final class PostgresServer implements AutoCloseable {

  /** Also its password. */
  public static final String USER = "postgres";

  private static final int PORT = 5432;

  private final String address;
  private final AutoCloseable running;

  private PostgresServer(String address, AutoCloseable running) {
    this.address = address;
    this.running = running;
  }

  /** Starts one. */
  public static PostgresServer start() {
    return "container".equals(System.getProperty("test.postgres")) ? container() : process();
  }

  private static PostgresServer container() {
    DockerImageName image =
        DockerImageName.parse(System.getProperty("test.postgres.image", "postgres:17"))
            .asCompatibleSubstituteFor("postgres");
    PostgreSQLContainer container = new PostgreSQLContainer(image).withUsername(USER);
    container = container.withPassword(USER).withDatabaseName(USER);
    container.start();
    return new PostgresServer(
        container.getHost() + ":" + container.getMappedPort(PORT), container::close);
  }

  private static PostgresServer process() {
    try {
      EmbeddedPostgres embedded =
          EmbeddedPostgres.builder().setPGStartupWait(Database.PATIENCE).start();
      return new PostgresServer("localhost:" + embedded.getPort(), embedded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url(String database) {
    return "jdbc:postgresql://" + address + "/" + database;
  }

  /** Of the database that every Postgres has. */
  public DataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url(USER));
    source.setUser(USER);
    source.setPassword(USER);
    return source;
  }

  @Override
  public void close() {
    try {
      running.close();
    } catch (Exception e) {
      throw new IllegalStateException("Postgres does not stop", e);
    }
  }
}
