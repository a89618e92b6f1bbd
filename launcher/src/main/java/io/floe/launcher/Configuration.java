package io.floe.launcher;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.Passwords;
import io.floe.launcher.folder.Snapshots;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.station.Problem;
import io.floe.wire.station.Station;
import io.floe.wire.station.StationFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The station file, which the launcher checks and the admin service applies, and what the services
 * have made of it. Safe from any thread.
 */
final class Configuration {

  /** The mount of {@code --demo}, for as long as that runs. */
  static final MountName DEMO = new MountName("/demo");

  private static final Path USUAL_FILE = Path.of("floe.yaml");
  private static final int MOST_PROBLEMS = 40;

  private final Console console;
  private final DataFolder folder;
  private final UpOptions options;
  private final Map<String, String> environment;

  /** Kept nowhere else: the demo's source lives in this process. */
  private final @Nullable String demoPassword;

  Configuration(
      Console console, DataFolder folder, UpOptions options, Map<String, String> environment) {
    this.console = console;
    this.folder = folder;
    this.options = options;
    this.environment = environment;
    this.demoPassword = options.demo() ? Passwords.generate() : null;
  }

  /**
   * What the station file states; nothing when there is none.
   *
   * @throws LaunchProblem when it has mistakes
   */
  Station station() {
    Station station = hasFile() ? read(file()) : Station.NOTHING;
    if (options.demo() && station.states(DEMO)) {
      throw new LaunchProblem(
          "--demo plays on /demo, which is configured for something else: leave out one of them.");
    }
    return station;
  }

  /** Looks at the station file again, before the admin service does. */
  void look() {
    try {
      Station _ = station();
      console.say("logs opened anew" + (hasFile() ? ", station file passed on" : ""));
    } catch (LaunchProblem e) {
      console.problem(e.sentence());
    }
  }

  /** What the admin service is told beside its database. */
  Map<String, String> forAdmin() {
    Map<String, String> values = new LinkedHashMap<>();
    // Also if it is not there: it may be at a SIGHUP.
    values.put("FLOE_STATION_FILE", file().toString());
    if (demoPassword != null) {
      values.put("FLOE_DEMO_PASSWORD_HASH", Passwords.hash(demoPassword));
    }
    return values;
  }

  /** The newest snapshot that a service of this folder has. */
  ConfigSnapshot current() {
    try (Stream<Path> files = Files.list(folder.configs())) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .flatMap(file -> Snapshots.read(file).stream())
          .max(Comparator.comparingLong(ConfigSnapshot::version))
          .orElse(ConfigSnapshot.EMPTY);
    } catch (IOException e) {
      throw new LaunchProblem(
          "cannot list " + folder.configs() + ": " + DataFolder.reason(e) + ".", e);
    }
  }

  /** What the demo's source logs in with. */
  Optional<String> demoPassword() {
    return Optional.ofNullable(demoPassword);
  }

  private Station read(Path file) {
    StationFile.Reading reading =
        StationFile.read(text(file), environment, file.toAbsolutePath().resolveSibling(""));
    reading
        .warnings()
        .forEach(each -> console.problem(file + ", line " + each.line() + ": " + each.text()));
    if (reading.problems().isEmpty()) {
      return reading.station();
    }
    List<Problem> problems = reading.problems();
    StringBuilder all = new StringBuilder("the station file %s was not applied:".formatted(file));
    problems.stream()
        .limit(MOST_PROBLEMS)
        .forEach(
            each -> all.append("\n  line ").append(each.line()).append(": ").append(each.text()));
    if (problems.size() > MOST_PROBLEMS) {
      all.append("\n  and ").append(problems.size() - MOST_PROBLEMS).append(" more");
    }
    throw new LaunchProblem(all.toString());
  }

  private Path file() {
    return options.config() == null ? USUAL_FILE.toAbsolutePath() : options.config();
  }

  /** Without {@code --config} the file may be missing. */
  private boolean hasFile() {
    return options.config() != null || Files.exists(file());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new LaunchProblem("the station file " + file + " is not UTF-8.", e);
    } catch (IOException e) {
      throw new LaunchProblem(
          "cannot read the station file " + file + ": " + DataFolder.reason(e) + ".", e);
    }
  }
}
