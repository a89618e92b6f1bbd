package io.floe.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.launcher.folder.LaunchProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {

  @TempDir private Path home;

  @Test
  void withoutCache_startsAsPackaged() throws IOException {
    Path jar = file("target/quarkus-app/quarkus-run.jar", 1_000);

    assertThat(program().arguments(false)).containsExactly("-jar", jar.toString());
  }

  @Test
  void withCacheOfThisBuild_startsFromIt() throws IOException {
    file("target/quarkus-app/quarkus-run.jar", 1_000);
    Path cache = file("target/floe.aot", 2_000);

    assertThat(program().arguments(false))
        .contains("-XX:AOTCache=" + cache)
        .endsWith("io.quarkus.runner.GeneratedMain");
  }

  @Test
  void withCacheOfEarlierBuild_startsAsPackaged() throws IOException {
    file("target/floe.aot", 1_000);
    file("target/quarkus-app/quarkus-run.jar", 2_000);

    assertThat(program().arguments(false)).contains("-jar");
  }

  @Test
  void classPath_putsTransformedClassesFirst() throws IOException {
    file("target/quarkus-app/quarkus-run.jar", 1_000);
    Path library = file("target/quarkus-app/lib/main/a.jar", 1_000);
    Path generated = file("target/quarkus-app/quarkus/generated-bytecode.jar", 1_000);
    Path transformed = file("target/quarkus-app/quarkus/transformed-bytecode.jar", 1_000);
    Path app = file("target/quarkus-app/app/app.jar", 1_000);

    assertThat(program().arguments(true))
        .contains(String.join(":", "" + transformed, "" + generated, "" + app, "" + library));
  }

  @Test
  void trainedCache_isKeptOnlyWhenItWasMade() throws IOException {
    file("target/quarkus-app/quarkus-run.jar", 1_000);
    assertThat(program().keepCache()).isFalse();

    file("target/floe.aot.new", 2_000);
    assertThat(program().keepCache()).isTrue();
    assertThat(home.resolve("edge-service/target/floe.aot")).exists();

    program().dropCache();
    assertThat(home.resolve("edge-service/target/floe.aot")).doesNotExist();
  }

  @Test
  void programThatWasNotBuilt_isToldSo() {
    assertThatThrownBy(program()::require)
        .isInstanceOf(LaunchProblem.class)
        .hasMessageContaining("edge-service is missing");
  }

  private Program program() {
    return new Program(home, ServicePlan.Kind.EDGE);
  }

  private Path file(String path, long millis) throws IOException {
    Path file = home.resolve("edge-service").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
    return file;
  }
}
