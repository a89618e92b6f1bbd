package io.floe.stream;

import io.floe.testkit.ArchRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

  @TestFactory
  Stream<DynamicTest> house_keeps_its_shape() {
    return ArchRules.stream();
  }
}
