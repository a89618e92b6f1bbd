package io.floe.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * What the build knows.
 *
 * @param home the project's folder
 * @param jvmFlags that services need
 */
record Build(Path home, String version, List<String> jvmFlags) {

  Build {
    jvmFlags = List.copyOf(jvmFlags);
  }

  /** This build, in the folder that the script says. */
  static Build here() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Build(
        Path.of(System.getProperty("floe.home", ".")).toAbsolutePath().normalize(),
        properties.getProperty("version", "unknown"),
        List.of(properties.getProperty("jvm.flags", "").strip().split("\\s+")));
  }
}
