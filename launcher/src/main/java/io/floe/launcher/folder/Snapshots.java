package io.floe.launcher.folder;

import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.SnapshotFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Snapshots as files of a data folder. */
public final class Snapshots {

  private Snapshots() {}

  /** The snapshot in {@code file}, if there is one. */
  public static Optional<ConfigSnapshot> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SnapshotFile(file).read());
    } catch (FileSystemException e) {
      throw new LaunchProblem("cannot read " + file + ": " + DataFolder.reason(e) + ".", e);
    } catch (IOException e) {
      throw new LaunchProblem(
          "cannot use "
              + file
              + ": "
              + DataFolder.reason(e)
              + ". Restore it from a backup, or remove the data folder to start anew with new"
              + " passwords.",
          e);
    }
  }

  /** Replaces {@code file}. */
  public static void write(Path file, ConfigSnapshot snapshot) {
    try {
      new SnapshotFile(file).write(snapshot);
    } catch (IOException e) {
      throw DataFolder.unwritable(file, e);
    }
  }
}
