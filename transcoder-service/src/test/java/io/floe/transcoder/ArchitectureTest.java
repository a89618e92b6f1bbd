package io.floe.transcoder;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.floe.testkit.ArchRules;
import io.floe.transcoder.sample.Trespasser;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

  @TestFactory
  Stream<DynamicTest> house_keeps_its_shape() {
    return ArchRules.transcoder();
  }

  @Test
  void codec_library_used_elsewhere_is_noticed() {
    assertThat(
            ArchRules.codecLibraries("io.floe.transcoder.codec")
                .evaluate(new ClassFileImporter().importPackagesOf(Trespasser.class))
                .hasViolation())
        .isTrue();
  }
}
