package io.floe.launcher;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.Passwords;
import io.floe.launcher.folder.Snapshots;
import io.floe.launcher.station.Applied;
import io.floe.launcher.station.FirstStart;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.config.SnapshotRules;
import io.floe.wire.station.Problem;
import io.floe.wire.station.Station;
import io.floe.wire.station.StationFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is configured on a data folder: what was there, overlaid by what the station file states.
 * Safe from any thread.
 */
final class Configuration {

  /** The mount of {@code --demo}, for as long as that runs. */
  static final MountName DEMO = new MountName("/demo");

  private static final String DEMO_TENANT = "demo";
  private static final Path USUAL_FILE = Path.of("floe.yaml");
  private static final int MOST_PROBLEMS = 40;

  private final Console console;
  private final DataFolder folder;
  private final UpOptions options;
  private final Map<String, String> environment;

  /** Kept nowhere else: the demo's source lives in this process. */
  private final @Nullable String demoPassword;

  private final @Nullable String demoHash;
  private @Nullable ConfigSnapshot published;

  Configuration(
      Console console, DataFolder folder, UpOptions options, Map<String, String> environment) {
    this.console = console;
    this.folder = folder;
    this.options = options;
    this.environment = environment;
    this.demoPassword = options.demo() ? Passwords.generate() : null;
    this.demoHash = demoPassword == null ? null : Passwords.hash(demoPassword);
  }

  /**
   * Writes the snapshot to start with. What it returns, on the first start, is to be told once.
   *
   * @throws LaunchProblem when the station file has mistakes; nothing is written then
   */
  synchronized Optional<FirstStart> start() {
    Station station = station();
    Optional<ConfigSnapshot> before = Snapshots.read(folder.secrets());
    Optional<FirstStart> first =
        before.isPresent() ? Optional.empty() : Optional.of(FirstStart.with(environment, station));
    ConfigSnapshot base = before.or(() -> first.map(FirstStart::snapshot)).orElseThrow();
    apply(base, station, first.isPresent());
    return first;
  }

  /** Reads the station file again; a file with mistakes changes nothing. */
  synchronized void reapply() {
    try {
      Station station = station();
      ConfigSnapshot base = Snapshots.read(folder.secrets()).orElseThrow();
      apply(base, station, false);
      console.say("logs opened anew" + (hasFile() ? ", station file applied" : ""));
    } catch (LaunchProblem e) {
      console.problem(e.sentence());
    }
  }

  /** The snapshot that services read now. */
  synchronized ConfigSnapshot current() {
    return Objects.requireNonNull(published);
  }

  /** What the demo's source logs in with. */
  Optional<String> demoPassword() {
    return Optional.ofNullable(demoPassword);
  }

  private void apply(ConfigSnapshot base, Station station, boolean first) {
    ConfigSnapshot applied = Applied.to(base, station);
    ConfigSnapshot wanted = withDemo(applied);
    try {
      SnapshotRules.check(wanted);
    } catch (IllegalArgumentException e) {
      throw new LaunchProblem(
          "the station file does not fit what is configured already: %s.".formatted(e.getMessage()),
          e);
    }
    if (first || !applied.equals(base)) {
      Snapshots.write(folder.secrets(), applied);
    }
    publish(wanted);
  }

  private Station station() {
    if (!hasFile()) {
      return Station.NOTHING;
    }
    Path file = file();
    StationFile.Reading reading = StationFile.read(text(file), environment);
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

  private ConfigSnapshot withDemo(ConfigSnapshot snapshot) {
    if (demoHash == null) {
      return snapshot;
    }
    if (snapshot.mount(DEMO).isPresent()) {
      throw new LaunchProblem(
          "--demo plays on /demo, which is configured for something else: leave out one of them.");
    }
    Mount mount = Mount.onTheFly(DEMO).with().passwordHash(demoHash).build();
    List<Tenant> tenants = new ArrayList<>();
    boolean there = false;
    for (Tenant tenant : snapshot.tenants()) {
      boolean here = tenant.name().equals(DEMO_TENANT);
      there |= here;
      List<Mount> mounts = new ArrayList<>(tenant.mounts());
      if (here) {
        mounts.add(mount);
      }
      tenants.add(tenant.with().mounts(mounts).build());
    }
    if (!there) {
      tenants.add(Tenant.of(DEMO_TENANT).with().mounts(List.of(mount)).build());
    }
    return snapshot.with().tenants(tenants).build();
  }

  private void publish(ConfigSnapshot wanted) {
    Path file = folder.config();
    ConfigSnapshot now = Snapshots.read(file).orElse(null);
    if (now != null && withVersion(wanted, now.version()).equals(now)) {
      published = now;
      return;
    }
    long version = Math.max(System.currentTimeMillis(), now == null ? 0 : now.version() + 1);
    published = withVersion(wanted, version);
    Snapshots.write(file, published);
  }

  private static ConfigSnapshot withVersion(ConfigSnapshot s, long version) {
    return s.with().version(version).build();
  }
}
