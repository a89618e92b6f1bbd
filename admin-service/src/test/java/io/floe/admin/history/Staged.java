package io.floe.admin.history;

import io.floe.admin.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Tests on a {@link Stage}: one Postgres for all of a class, and a cluster anew for each. */
abstract class Staged {

  private static PostgresServer postgres;

  Stage stage;

  @BeforeAll
  static void startPostgres() {
    postgres = Stage.database();
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @BeforeEach
  void setStage() {
    stage = new Stage(postgres.source());
  }
}
