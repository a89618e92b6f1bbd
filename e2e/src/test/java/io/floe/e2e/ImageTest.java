package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JVM as an image starts it: it loads the service's class and ends before it runs. */
class ImageTest {

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "edge", "transcoder", "admin"})
  void namesOfPods_areForgottenWithinSeconds(String service) {
    assertThat(started(service, "", "-XshowSettings:security:properties"))
        .contains("networkaddress.cache.negative.ttl=1\n", "networkaddress.cache.ttl=3\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "edge", "transcoder", "admin"})
  void optionsOfTheChart_winOverTheImagesOwn(String service) {
    String flags =
        started(
            service,
            "-XX:MaxRAMPercentage=21 -Xmx128m -Xmn16m -XX:+UseG1GC",
            "-XX:+PrintFlagsFinal");
    assertThat(flags)
        .containsPattern(" UseG1GC +:?= true ")
        .containsPattern(" UseSerialGC +:?= false ")
        .containsPattern(" MaxRAMPercentage +:?= 21[.]0+ ")
        .containsPattern(" MaxNewSize +:?= 16777216 ");
  }

  @Test
  void withoutThem_thereIsWhatTheImageSays() {
    assertThat(started("transcoder", "", "-XX:+PrintFlagsFinal"))
        .containsPattern(" UseSerialGC +:?= true ")
        .containsPattern(" MaxRAMPercentage +:?= 50[.]0+ ");
  }

  private static String started(String service, String options, String flag) {
    Map<String, Object> values = new HashMap<>();
    values.put("admin.enabled", true);
    values.put("database.trial.enabled", true);
    if (!options.isEmpty()) {
      values.put(service + ".javaOptions", options);
    }
    List<String> command = new ArrayList<>(List.of("env", "-u", "JDK_JAVA_OPTIONS"));
    Chart.environment(Chart.render(values).container(service))
        .forEach((key, value) -> command.add(key + "=" + value));
    command.addAll(Image.of(service).entrypoint());
    command.addAll(command.size() - 1, List.of(flag, "--dry-run"));
    return Programs.run(Duration.ofSeconds(60), command.toArray(String[]::new)).orFail();
  }
}
