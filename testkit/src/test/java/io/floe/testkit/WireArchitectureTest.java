package io.floe.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class WireArchitectureTest {

  @TestFactory
  Stream<DynamicTest> house_keeps_its_shape() {
    return ArchRules.wire();
  }
}
