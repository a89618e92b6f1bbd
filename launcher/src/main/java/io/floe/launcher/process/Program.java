package io.floe.launcher.process;

import io.floe.launcher.folder.LaunchProblem;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was built of a service, and the cache that lets it start in a third of the time: classes
 * loaded and linked, and profiles of what ran, from one training run per build.
 *
 * <p>The JVM only caches what its own class loader loads. So with a cache the jars of the Quarkus
 * application are the class path, in the order of its own loader; without one the application
 * starts as it was packaged.
 */
public record Program(Path home, ServicePlan.Kind kind) {

  private static final String MAIN_CLASS = "io.quarkus.runner.GeneratedMain";

  /**
   * Makes sure that it was built.
   *
   * @throws LaunchProblem when it was not
   */
  public void require() {
    if (!Files.isRegularFile(jar())) {
      throw new LaunchProblem(
          "the program of %s is missing (%s): build it with ./mvnw package -DskipTests."
              .formatted(kind.module(), jar()));
    }
  }

  /** Arguments of {@code java} that start it, or that start it to make its cache. */
  List<String> arguments(boolean training) {
    if (training) {
      return flat("-XX:AOTCacheOutput=" + draft());
    }
    // The JVM notices a cache of other jars by itself, but would then start slowly and say so.
    return newerThanJar(cache())
        ? flat("-XX:AOTCache=" + cache())
        : List.of("-jar", jar().toString());
  }

  /** Arguments of {@code java} that start another program of the same jars. */
  public List<String> tool(String mainClass) {
    return List.of("-XX:TieredStopAtLevel=1", "-cp", classPath(), mainClass);
  }

  /** Forgets the cache. */
  public void dropCache() throws IOException {
    Files.deleteIfExists(cache());
    Files.deleteIfExists(draft());
  }

  /** Puts the cache that a training run has made in its place; false when it has made none. */
  public boolean keepCache() throws IOException {
    if (!Files.isRegularFile(draft())) {
      return false;
    }
    Files.move(draft(), cache(), StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  private Path application() {
    return home.resolve(kind.module()).resolve("target/quarkus-app");
  }

  private Path jar() {
    return application().resolve("quarkus-run.jar");
  }

  private Path cache() {
    return home.resolve(kind.module()).resolve("target/floe.aot");
  }

  private Path draft() {
    return home.resolve(kind.module()).resolve("target/floe.aot.new");
  }

  private boolean newerThanJar(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar())) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private List<String> flat(String cacheFlag) {
    return List.of(
        cacheFlag,
        "-Xlog:aot*=off",
        "-Xlog:cds=off",
        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
        "-cp",
        classPath(),
        MAIN_CLASS);
  }

  /** Transformed classes shadow the ones that they were made of. */
  private String classPath() {
    List<Path> jars = new ArrayList<>();
    Path generated = application().resolve("quarkus");
    jars.add(generated.resolve("transformed-bytecode.jar"));
    jars.add(generated.resolve("generated-bytecode.jar"));
    for (String folder : List.of("app", "lib/main", "lib/boot")) {
      jars.addAll(jarsIn(application().resolve(folder)));
    }
    return jars.stream()
        .filter(Files::isRegularFile)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static List<Path> jarsIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
