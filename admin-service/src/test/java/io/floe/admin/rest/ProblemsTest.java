package io.floe.admin.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {

  private static final SQLException GONE =
      new SQLException("FATAL: terminating connection due to unexpected postmaster exit", "57P02");

  @Test
  void databaseThatIsGone_isFoundAmongCauses() {
    assertThat(Problems.away(new IllegalStateException("outer", new RuntimeException(GONE))))
        .isTrue();
  }

  @Test
  void databaseThatGoesDuringACommit_isFoundBesideTheCauses() {
    RuntimeException rollback = new RuntimeException("could not commit");
    rollback.addSuppressed(new RuntimeException("error trying to commit", GONE));
    assertThat(Problems.away(new IllegalStateException(rollback))).isTrue();
  }

  /** Who asks while a new release brings the tables of the last one up to date. */
  @Test
  void tablesAndColumnsThatAreNotMadeYet_areTheDatabases() {
    for (String state : List.of("42P01", "42703")) {
      assertThat(Problems.away(new RuntimeException(new SQLException("does not exist", state))))
          .as(state)
          .isTrue();
    }
  }

  @Test
  void otherMistakesAreNotTheDatabases() {
    RuntimeException mistake = new RuntimeException("could not commit");
    mistake.addSuppressed(new SQLException("syntax error", "42601"));
    mistake.addSuppressed(mistake(mistake));
    assertThat(Problems.away(mistake)).isFalse();
  }

  /** One that leads back to where it came from. */
  private static RuntimeException mistake(RuntimeException back) {
    return new RuntimeException(back);
  }
}
