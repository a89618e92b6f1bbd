package io.floe.admin;

import io.floe.admin.audit.Retention;
import io.floe.admin.publish.Changes;
import io.floe.admin.rest.Problems;
import io.floe.admin.station.Applying;
import io.floe.wire.station.Station;
import io.floe.wire.station.StationFile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the database, once a second: brings its tables up to date, makes the first account,
 * applies the station file, and then sees to it that what is in it is published. While it is away
 * this node is not ready, and tries again. Threads: one of its own; questions from any.
 */
@Singleton
final class Preparation implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Preparation.class);
  private static final long STATION_BYTES = 4L << 20;

  private final AdminConfig config;
  private final Flyway flyway;
  private final Changes changes;
  private final Applying applying;
  private final Retention retention;
  private final FirstStart firstStart;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "floe-database");
        made.setDaemon(true);
        return made;
      });

  /** Whether the station file is to be applied, and has not been since. */
  private final AtomicBoolean asked = new AtomicBoolean(true);

  private volatile boolean ready;
  // Confined to the thread.
  private boolean prepared;
  private @Nullable String complaint;

  Preparation(
      AdminConfig config,
      Flyway flyway,
      Changes changes,
      Applying applying,
      Retention retention,
      FirstStart firstStart) {
    this.config = config;
    this.flyway = flyway;
    this.changes = changes;
    this.applying = applying;
    this.retention = retention;
    this.firstStart = firstStart;
  }

  /** Begins. */
  void start() {
    var _ = thread.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
  }

  /** Whether the database is prepared and was there a second ago. */
  boolean ready() {
    return ready;
  }

  /** Applies the station file again, soon: when the database is there. */
  void reapply() {
    asked.set(true);
    if (!ready) {
      LOG.info("The station file is applied as soon as the database is there");
    }
    thread.execute(this::look);
  }

  @Override
  public void close() {
    ready = false;
    thread.shutdownNow();
  }

  private void look() {
    try {
      if (!prepared) {
        var _ = flyway.migrate();
        switch (firstStart.run()) {
          case FirstStart.Outcome.NotYet _ -> {
            return;
          }
          case FirstStart.Outcome.Refused(String problem) -> {
            complain(problem);
            return;
          }
          case FirstStart.Outcome.Done _ -> {}
        }
        station();
        changes.insist();
        prepared = true;
      }
      station();
      changes.catchUp();
      retention.step(Instant.now());
      if (complaint != null) {
        LOG.info("The database is there");
        complaint = null;
      }
      ready = true;
    } catch (RuntimeException | Error failure) {
      complain(
          Problems.away(failure)
              ? "The database cannot be reached, it is asked again every second"
              : "The database cannot be used, it is tried again every second: " + failure);
      LOG.debug("That was", failure);
    }
  }

  /** Applies the station file if that is to be done; what is not reached stays to be done. */
  private void station() {
    if (asked.getAndSet(false)) {
      try {
        config.stationFile().ifPresent(this::apply);
      } catch (RuntimeException | Error away) {
        asked.set(true);
        throw away;
      }
    }
  }

  /** A file that cannot be applied changes nothing, and does not keep this node from serving. */
  private void apply(Path file) {
    try {
      if (Files.notExists(file)) {
        // What it stated once stays, and may be changed again.
        applying.apply(Station.NOTHING);
        LOG.infof("There is no station file %s: nothing is managed by it", file);
        return;
      }
      StationFile.Reading reading = read(file);
      if (!reading.problems().isEmpty()) {
        LOG.errorf("The station file %s is not applied, correct it: %s", file, reading.problems());
        return;
      }
      applying.apply(reading.station());
      LOG.infof("The station file %s is applied", file);
    } catch (IOException unreadable) {
      LOG.errorf("The station file %s cannot be read: %s", file, unreadable);
    } catch (RuntimeException refused) {
      if (Problems.away(refused)) {
        throw refused;
      }
      LOG.errorf("The station file %s is not applied: %s", file, refused.getMessage());
    }
  }

  static StationFile.Reading read(Path file) throws IOException {
    if (Files.size(file) > STATION_BYTES) {
      throw new IOException("it is longer than " + STATION_BYTES + " bytes");
    }
    return StationFile.read(
        Files.readString(file),
        AdminConfig.environment(),
        file.toAbsolutePath().resolveSibling(""));
  }

  private void complain(String problem) {
    ready = false;
    if (!problem.equals(complaint)) {
      complaint = problem;
      LOG.warnf("%s.", problem);
    }
  }
}
