package io.floe.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transcoders to the launcher's eyes: nobody waits for them, and nobody ends with them. */
@Timeout(120)
class TranscodersTest {

  @TempDir private Path temp;

  private Floe floe = new Floe(Path.of("."));

  @BeforeEach
  void makeProject() {
    floe = new Floe(temp);
  }

  @Test
  void transcoder_isStartedListedAndLogged() throws Exception {
    try (Floe.Running up = floe.up("--transcoders", "2")) {
      up.awaitReady();

      assertThat(floe.given("transcoder-2"))
          .containsEntry("FLOE_NODE_NAME", "transcoder-2")
          .containsEntry(
              "FLOE_CONFIG_FILE", floe.data.resolve("config/transcoder-2.json").toString())
          .containsEntry("QUARKUS_MANAGEMENT_PORT", Integer.toString(floe.port + 11))
          .doesNotContainKeys("FLOE_PORT", "FLOE_DATABASE_URL", "FLOE_ADMIN_PASSWORD");
      Floe.Ended status = floe.run("status");
      assertThat(status.code()).isZero();
      assertThat(status.out().lines().filter(line -> line.startsWith("transcoder-")))
          .hasSize(2)
          .allMatch(line -> line.endsWith("healthy"))
          .anyMatch(line -> line.contains(" " + (floe.port + 10) + " "));
      assertThat(floe.run("logs", "transcoder-2", "--no-follow", "-n", "1").out())
          .startsWith("listening on ");
      assertThat(floe.run("logs", "transcoder", "--no-follow", "-n", "1").out().lines())
          .hasSize(2)
          .anyMatch(line -> line.matches("transcoder-1 +\\| listening on .*"));
      assertThat(floe.run("logs", "transcode", "--no-follow").code()).isEqualTo(1);
      ProcessHandle transcoder = floe.service("transcoder-1");
      assertThat(floe.run("down").code()).isZero();
      assertThat(transcoder.isAlive()).isFalse();
    }
  }

  @Test
  void transcoderThatDies_isStartedAgain_andNobodyElseIs() throws Exception {
    try (Floe.Running up = floe.up()) {
      up.awaitReady();
      long edge = floe.service("edge-1").pid();

      floe.service("transcoder-1").destroyForcibly();

      up.awaitLine(line -> line.startsWith("floe: transcoder-1 is back"));
      assertThat(up.text()).contains("floe: transcoder-1 died: killed (signal 9).");
      assertThat(floe.service("edge-1").pid()).isEqualTo(edge);
      assertThat(floe.run("status").code()).isZero();
    }
  }

  @Test
  void transcoderThatCannotStart_keepsNobodyOffTheAir_evenAtTheFirstStart() throws Exception {
    floe.environment.put("FAKE_transcoder_1", "exit");
    try (Floe.Running up = floe.up()) {
      up.awaitLine(line -> line.startsWith("floe: transcoder-1 died: exit code 3."));
      up.awaitReady();
      assertThat(up.lines).contains("floe: transcoder-1: not ready yet. The others go on without");
      assertThat(up.text()).contains("FIRST RUN");
      assertThat(floe.service("ingest-1").isAlive()).isTrue();
    }
  }

  @Test
  void noTranscoders_areNotMissed() throws Exception {
    floe.environment.put("FAKE_transcoder_1", "exit");
    try (Floe.Running up = floe.up("--transcoders", "0")) {
      up.awaitReady();
      assertThat(up.text()).doesNotContain("transcoder");
      assertThat(floe.run("status").out()).doesNotContain("transcoder");
    }
  }
}
