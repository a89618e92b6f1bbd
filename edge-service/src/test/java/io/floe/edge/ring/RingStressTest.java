package io.floe.edge.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;

/** Runs {@link RingStress} under jcstress, in short. */
class RingStressTest {

  /** The optimizing compiler alone, free to reorder at random. */
  private static final String JVM =
      "-XX:-TieredCompilation -XX:+UnlockDiagnosticVMOptions -XX:+StressLCM -XX:+StressGCM"
          + " -XX:+StressIGVN -XX:+StressCCP --sun-misc-unsafe-memory-access=allow"
          + " -Dio.netty.leakDetection.level=disabled";

  @TempDir Path results;

  @Test
  void ring_underEveryInterleaving_showsWholePiecesOrNone() throws Exception {
    String[] arguments = {
      "-t", "RingStress",
      "-jvmArgs", JVM,
      "-f", "1",
      "-iters", "2",
      "-time", "700",
      "-strideSize", "50",
      "-strideCount", "4",
      "-sc", "false",
      "-c", "2",
      "-af", "NONE",
      "-r", results.toString(),
    };
    Options options = new Options(arguments);
    assertThat(options.parse()).isTrue();
    try {
      new JCStress(options).run(); // throws when any outcome is forbidden
      assertThat(results).isNotEmptyDirectory();
    } finally {
      sweep();
    }
  }

  /** The harness leaves its raw results where it was started. */
  private static void sweep() throws IOException {
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(Path.of(""), "jcstress-results-*.bin.gz")) {
      for (Path each : left) {
        Files.delete(each);
      }
    }
  }
}
