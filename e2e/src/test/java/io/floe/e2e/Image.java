package io.floe.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Dockerfile makes, in a folder: an engine is not at hand where tests run, so its few
 * instructions are followed here. Immutable.
 *
 * @param folder what is /floe in the image
 * @param entrypoint command line with the paths of this machine
 */
record Image(Path folder, List<String> entrypoint) {

  private static final String HOME = "/floe";
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");
  private static final Map<String, Image> MADE = new ConcurrentHashMap<>();

  /** The image of a service, without a start cache: making that takes half a minute. */
  static Image of(String service) {
    return MADE.computeIfAbsent(service, Image::make);
  }

  static List<String> instructions(String service) {
    try {
      return Files.readAllLines(Platform.root().resolve("deploy/" + service + ".Dockerfile"))
          .stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Image make(String service) {
    try {
      Path target = Files.createDirectories(Platform.root().resolve("e2e/target/images"));
      Path folder = Files.createTempDirectory(target, service);
      folder.toFile().setReadable(true, false);
      folder.toFile().setExecutable(true, false);
      List<String> entrypoint = List.of();
      for (String line : instructions(service)) {
        String[] words = line.split("\\s+");
        switch (words[0]) {
          case "COPY" -> copy(Platform.root().resolve(words[1]), folder.resolve(words[2]));
          case "RUN" -> run(folder, exec(line, folder));
          case "ENTRYPOINT" -> entrypoint = exec(line, folder);
          case "ARG", "FROM", "WORKDIR", "USER", "EXPOSE" -> {}
          default -> throw new AssertionError("an instruction that is not followed here: " + line);
        }
      }
      return new Image(folder, entrypoint);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> exec(String line, Path folder) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      String here = word.group(1).replace(HOME, folder.toString());
      words.add(
          here.equals("java") ? Path.of(System.getProperty("java.home"), "bin/java") + "" : here);
    }
    return words;
  }

  private static void run(Path folder, List<String> command) {
    List<String> line = new ArrayList<>(List.of("env", "-C", folder.toString()));
    line.addAll(command);
    line.add("0"); // seconds of training
    Programs.Outcome outcome = Programs.run(Duration.ofSeconds(30), line.toArray(String[]::new));
    if (outcome.exit() != 0) {
      throw new AssertionError("RUN failed: " + outcome.output());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      throw new AssertionError(from + " is missing: build first");
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
