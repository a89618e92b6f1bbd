package io.floe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.floe.testkit.sample.util.Drawers;
import io.floe.wire.bus.Bus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchRulesTest {

  private static final JavaClasses BROKEN = new ClassFileImporter().importPackagesOf(Drawers.class);

  private static final JavaClasses WIRE = new ClassFileImporter().importPackagesOf(Bus.class);

  static List<ArchRule> everywhere() {
    return ArchRules.everywhere();
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void broken_class_breaks_every_general_rule(ArchRule rule) {
    assertThat(rule.evaluate(BROKEN).hasViolation()).as(rule.getDescription()).isTrue();
  }

  @Test
  void service_that_uses_more_than_the_libraries_is_noticed() {
    assertThat(ArchRules.serviceRules("testkit.sample"))
        .filteredOn(rule -> rule.evaluate(BROKEN).hasViolation())
        .extracting(ArchRule::getDescription)
        .anyMatch(text -> text.contains("libraries only"))
        .anyMatch(text -> text.contains("event bus"));
  }

  @Test
  void impure_package_is_noticed() {
    assertThat(ArchRules.pure("io.floe.testkit.sample.util").evaluate(BROKEN).hasViolation())
        .isTrue();
  }

  @Test
  void package_without_a_place_is_noticed() {
    assertThat(ArchRules.placed("io.floe.wire", Set.of("audio")).evaluate(WIRE).hasViolation())
        .isTrue();
    assertThat(ArchRules.placed("io.floe.wire", Set.of("bus")).evaluate(WIRE).hasViolation())
        .isFalse();
  }

  @Test
  void use_against_the_order_is_noticed() {
    assertThat(ArchRules.below("io.floe.wire", "bus", Set.of()).evaluate(WIRE).hasViolation())
        .isTrue();
    assertThat(
            ArchRules.below("io.floe.wire", "bus", Set.of("audio")).evaluate(WIRE).hasViolation())
        .isFalse();
  }
}
