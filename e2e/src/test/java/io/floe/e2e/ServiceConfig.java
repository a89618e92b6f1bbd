package io.floe.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a packaged service can be told by environment, read from the service itself. */
final class ServiceConfig {

  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{(floe\\.[a-z.-]+)[:}]");

  private ServiceConfig() {}

  /** Names of all its {@code FLOE_...} variables. */
  static Set<String> variables(String service) {
    Path application = Platform.root().resolve(service + "-service/target/quarkus-app");
    String word = service.substring(0, 1).toUpperCase(Locale.ROOT) + service.substring(1);
    try (Stream<Path> app = Files.list(application.resolve("app"));
        Stream<Path> libraries = Files.list(application.resolve("lib/main"))) {
      List<URL> jars = new ArrayList<>();
      for (Path jar : Stream.concat(app, libraries).toList()) {
        jars.add(jar.toUri().toURL());
      }
      try (URLClassLoader loader =
              new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
          InputStream properties = loader.getResourceAsStream("application.properties")) {
        Set<String> names = new TreeSet<>();
        collect("FLOE_", loader.loadClass("io.floe." + service + "." + word + "Config"), names);
        String text =
            new String(
                java.util.Objects.requireNonNull(properties).readAllBytes(),
                StandardCharsets.UTF_8);
        for (Matcher each = EXPRESSION.matcher(text); each.find(); ) {
          names.add(each.group(1).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"));
        }
        return names;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("is it built?", e);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static void collect(String prefix, Class<?> mapping, Set<String> names) {
    for (Method method : mapping.getDeclaredMethods()) {
      boolean asks = method.getParameterCount() > 0; // computes, and is told nothing
      if (asks
          || method.isSynthetic()
          || java.lang.reflect.Modifier.isStatic(method.getModifiers())) {
        continue;
      }
      String name = prefix + method.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
      Class<?> type = method.getReturnType();
      if (type.isInterface() && type.getName().startsWith("io.floe.")) {
        collect(name + "_", type, names);
      } else {
        names.add(name);
      }
    }
  }
}
