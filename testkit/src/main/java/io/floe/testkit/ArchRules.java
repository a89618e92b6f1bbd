package io.floe.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.floe.wire.report.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;

/**
 * The shape of the house, as tests: who may use whom, and what nobody may use. A module's {@code
 * ArchitectureTest} returns one of these from a test factory. Threads: any.
 */
public final class ArchRules {

  private static final String ROOT = "io.floe";

  private static final String[] PLATFORM = {
    "jakarta..", "io.quarkus..", "io.smallrye..", "io.micrometer..", "org.eclipse.microprofile..",
  };

  private static final String[] CODECS = {
    "javazoom..",
    "de.sciss.jump3r..",
    "io.github.jaredmdobson.concentus..",
    "com.jcraft.jorbis..",
    "com.jcraft.jogg..",
  };

  private static final String[] PURE = {
    "java..", "io.floe.wire.audio..", "io.netty.buffer..", "io.netty.util..", "org.jspecify..",
  };

  private static final String BANNED_TYPES =
      ".*(Util|Utils|Utility|Utilities|Helper|Helpers|Manager|Support|Impl|Base|Common|Core)";

  private static final String[] BANNED_PACKAGES = {
    "..common..",
    "..core..",
    "..util..",
    "..utils..",
    "..helper..",
    "..helpers..",
    "..manager..",
    "..support..",
    "..impl..",
    "..base..",
  };

  private ArchRules() {}

  /** What crosses the bus. */
  public static Stream<DynamicTest> wire() {
    return check(
        "wire",
        Map.ofEntries(
            Map.entry("audio", Set.of()),
            Map.entry("live", Set.of()),
            Map.entry("hook", Set.of("audio", "bus", "config")),
            Map.entry("http", Set.of()),
            Map.entry("node", Set.of("bus")),
            Map.entry("client", Set.of("http")),
            Map.entry("login", Set.of("audio", "client", "node")),
            Map.entry("config", Set.of("audio", "client")),
            Map.entry("station", Set.of("audio", "client", "config")),
            Map.entry("bus", Set.of("audio")),
            Map.entry("feed", Set.of("audio", "bus", "config")),
            Map.entry("command", Set.of("audio", "bus", "report")),
            Map.entry("report", Set.of("audio", "config", "http", "bus"))),
        noClasses()
            .that()
            .resideOutsideOfPackage("io.floe.wire.bus..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "com.hazelcast..")
            .because("only wire.bus touches the event bus, so that it can be swapped"),
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PLATFORM)
            .because("the shared library is plain Java"),
        pure("io.floe.wire.audio"));
  }

  /** Both ends of a stream on the bus. */
  public static Stream<DynamicTest> stream() {
    return check(
        "stream",
        Map.of("framing", Set.of(), "origin", Set.of("framing"), "intake", Set.of()),
        wireOnly("stream"),
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PLATFORM)
            .because("a library is plain Java"),
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "com.hazelcast..")
            .because("only wire.bus touches the event bus, so that it can be swapped"),
        pure("io.floe.stream.framing"));
  }

  /** Sources come in. */
  public static Stream<DynamicTest> ingest() {
    return check("ingest", Map.of("source", Set.of()), serviceRules("ingest"));
  }

  /** Listeners go out. */
  public static Stream<DynamicTest> edge() {
    return check(
        "edge",
        Map.of(
            "ring", Set.of(),
            "mount", Set.of("ring"),
            "page", Set.of("ring", "mount"),
            "status", Set.of("ring", "mount"),
            "listener", Set.of("ring", "mount")),
        serviceRules("edge", pure("io.floe.edge.ring")));
  }

  /** A mount in, a mount out. */
  public static Stream<DynamicTest> transcoder() {
    return check(
        "transcoder",
        Map.of("codec", Set.of(), "job", Set.of("codec")),
        serviceRules("transcoder", codecLibraries("io.floe.transcoder.codec")));
  }

  /** Only {@code name} and what is below it touch the codec libraries. */
  public static ArchRule codecLibraries(String name) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CODECS)
        .because("what the codec libraries throw ends in " + name);
  }

  /**
   * The control plane. It is a service of Quarkus through and through, so that all of it may use
   * that.
   */
  public static Stream<DynamicTest> admin() {
    Set<String> feature = Set.of("rest", "store", "publish", "account");
    return check(
        "admin",
        Map.ofEntries(
            Map.entry("rest", Set.of()),
            Map.entry("store", Set.of()),
            Map.entry("onair", Set.of()),
            Map.entry("archive", Set.of()),
            Map.entry("publish", Set.of("rest", "store")),
            Map.entry("account", Set.of("rest", "store", "publish")),
            Map.entry("tenant", feature),
            Map.entry("mount", Set.of("rest", "store", "publish", "account", "onair")),
            Map.entry("rendition", feature),
            Map.entry("ban", feature),
            Map.entry("settings", feature),
            Map.entry("audit", feature),
            Map.entry("history", Set.of("rest", "store", "publish", "account", "onair")),
            Map.entry("vault", Set.of()),
            Map.entry("console", Set.of("rest", "account", "onair")),
            Map.entry("live", Set.of("rest", "store", "publish", "account", "onair")),
            Map.entry("icecast", Set.of("rest", "store", "publish", "account", "mount", "onair")),
            Map.entry("webhook", Set.of("rest", "store", "publish", "account", "onair", "vault")),
            Map.entry(
                "station",
                Set.of(
                    "rest",
                    "store",
                    "publish",
                    "account",
                    "tenant",
                    "mount",
                    "rendition",
                    "ban",
                    "settings",
                    "webhook"))),
        wireOnly("admin"),
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.core.eventbus..", "com.hazelcast..")
            .because("only wire.bus touches the event bus, so that it can be swapped"));
  }

  private static ArchRule wireOnly(String service) {
    return noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(
                    DescribedPredicate.not(
                        resideInAnyPackage(
                            ROOT + "." + service + "..", "io.floe.wire..", "io.floe.stream.."))))
        .as("a module depends on the libraries only")
        .because("services talk over the bus");
  }

  static ArchRule[] serviceRules(String service, ArchRule... own) {
    String root = ROOT + "." + service;
    List<ArchRule> rules = new ArrayList<>(List.of(own));
    rules.add(wireOnly(service));
    rules.add(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "com.hazelcast..")
            .because("only wire.bus touches the event bus, so that it can be swapped"));
    rules.add(
        noClasses()
            .that()
            .resideOutsideOfPackage(root)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PLATFORM)
            .because("wiring is the business of the top package " + root + " alone"));
    return rules.toArray(ArchRule[]::new);
  }

  static ArchRule pure(String name) {
    return classes()
        .that()
        .resideInAPackage(name + "..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(PURE).or(resideInAPackage(name + "..")))
        .because("it is plain Java over the audio types, so that it can be tested to death");
  }

  private static Stream<DynamicTest> check(
      String module, Map<String, Set<String>> order, ArchRule... own) {
    String root = ROOT + "." + module;
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(root);
    List<ArchRule> rules = new ArrayList<>(Arrays.asList(own));
    rules.add(placed(root, order.keySet()));
    new TreeMap<>(order).forEach((name, uses) -> rules.add(below(root, name, uses)));
    rules.add(
        slices()
            .matching(root + ".(*)..")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(DescribedPredicate.alwaysTrue(), carried()));
    rules.addAll(everywhere());
    return rules.stream()
        .map(rule ->
            DynamicTest.dynamicTest(
                rule.getDescription(), () -> rule.allowEmptyShould(true).check(classes)));
  }

  /** A new package is given its place in the order before it is used. */
  static ArchRule placed(String root, Set<String> names) {
    String[] known =
        Stream.concat(Stream.of(root), names.stream().map(name -> root + "." + name + ".."))
            .toArray(String[]::new);
    return classes()
        .should()
        .resideInAnyPackage(known)
        .because("every package has its place in the order of " + ArchRules.class.getSimpleName());
  }

  static ArchRule below(String root, String name, Set<String> uses) {
    String[] allowed =
        Stream.concat(Stream.of(name), uses.stream())
            .map(each -> root + "." + each + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(root + "." + name + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(root + "..")
                .and(DescribedPredicate.not(resideInAnyPackage(allowed)))
                .and(DescribedPredicate.not(carried())))
        .as(
            root
                + "."
                + name
                + (uses.isEmpty() ? " uses no other package" : " uses only " + uses)
                + " of "
                + root);
  }

  /** Reports are values that messages carry: the bus names them, and they name nothing above. */
  private static DescribedPredicate<JavaClass> carried() {
    DescribedPredicate<JavaClass> report = JavaClass.Predicates.belongToAnyOf(Report.class);
    return DescribedPredicate.describe(
        "belong to reports", type -> report.test(type.getBaseComponentType()));
  }

  static List<ArchRule> everywhere() {
    return List.of(
        noClasses()
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "Thread.sleep",
                    call ->
                        call.getTargetOwner().isEquivalentTo(Thread.class)
                            && call.getName().equals("sleep")))
            .because("a sleeping thread serves nobody: use a timer of the loop"),
        noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Config")
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "reads the environment",
                    call ->
                        (call.getTargetOwner().isEquivalentTo(System.class)
                                && Set.of("getenv", "getProperty", "getProperties")
                                    .contains(call.getName()))
                            || (call.getTargetOwner().isEquivalentTo(Integer.class)
                                && call.getName().equals("getInteger"))
                            || (call.getTargetOwner().isEquivalentTo(Long.class)
                                && call.getName().equals("getLong"))
                            || (call.getTargetOwner().isEquivalentTo(Boolean.class)
                                && call.getName().equals("getBoolean"))))
            .because("settings are read in ...Config and passed on"),
        noClasses()
            .that()
            .doNotHaveSimpleName("ServiceLog") // opens the files anew of what Quarkus logs with
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging..")
            .because("the services log through JBoss Logging, wire through System.Logger"),
        noClasses()
            .should()
            .haveSimpleNameStartingWith("Abstract")
            .orShould()
            .haveNameMatching(BANNED_TYPES)
            .because("a name says what the thing is in the field's own words"),
        noClasses()
            .should()
            .resideInAnyPackage(BANNED_PACKAGES)
            .because("a package is a concept, not a drawer"),
        classes()
            .that()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .areNotAnnotatedWith("jakarta.persistence.Entity")
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .should()
            .haveModifier(JavaModifier.FINAL)
            .because("nothing is made to be inherited from by accident"),
        classes().should(beNullMarked()));
  }

  private static ArchCondition<JavaClass> beNullMarked() {
    return new ArchCondition<>("live in a @NullMarked package") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        if (!item.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(
              SimpleConditionEvent.violated(
                  item, item.getPackageName() + " has no package-info.java that says @NullMarked"));
        }
      }
    };
  }
}
