package io.floe.launcher.database;

import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of Postgres, unpacked once per build.
 *
 * @param folder with {@code bin}, {@code lib} and {@code share}
 */
public record Binaries(Path folder) {

  /** The major version whose data they read. */
  static final String MAJOR = "17";

  /** Far more than all of it takes; in bytes. */
  private static final long MAX_BYTES = 512L << 20;

  /**
   * Those of this machine's kind below {@code target}, unpacked now if they are not there yet.
   *
   * @throws LaunchProblem when there are none for this machine, or no room
   */
  public static Binaries in(Path target) {
    String archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
    Path folder = target.resolve(archive.replace(".txz", "-" + MAJOR));
    if (!Files.isExecutable(folder.resolve("bin/postgres"))) {
      unpack("/" + archive, folder);
    }
    return new Binaries(folder);
  }

  /** That program. */
  Path program(String name) {
    return folder.resolve("bin").resolve(name);
  }

  /** A cluster that was just made, to be copied: once per build, if at all. */
  Path cluster() {
    return folder.resolveSibling(folder.getFileName() + "-cluster");
  }

  /**
   * Makes that cluster now, so that first starts are faster. Blocks for some seconds.
   *
   * @throws LaunchProblem when Postgres cannot run here
   */
  public void makeCluster() {
    new Creation(this, Wrapping.here(), folder.resolveSibling(".").normalize()).makeCluster();
  }

  static String archive(String system, String processor) {
    String kind =
        switch (processor.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> "";
        };
    if (!system.equals("Linux") || kind.isEmpty()) {
      throw new LaunchProblem(
          "Floe brings no Postgres for %s on %s: run one yourself, version 14 or newer, and say where in FLOE_DATABASE_URL, FLOE_DATABASE_USER and FLOE_DATABASE_PASSWORD."
              .formatted(system, processor));
    }
    return "postgres-linux-" + kind + ".txz";
  }

  private static void unpack(String archive, Path folder) {
    DataFolder.createFolder(folder.resolveSibling("."));
    try (InputStream packed = Binaries.class.getResourceAsStream(archive)) {
      if (packed == null) {
        throw new LaunchProblem(
            "the programs of Postgres are missing in this build: build it with ./mvnw package -DskipTests.");
      }
      Path draft = Files.createTempDirectory(folder.getParent(), "postgres-");
      try {
        unpack(packed, draft);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        DataFolder.delete(draft);
      }
    } catch (AtomicMoveNotSupportedException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      if (Files.isExecutable(folder.resolve("bin/postgres"))) {
        return; // Another launcher was faster.
      }
      throw DataFolder.unwritable(folder, e);
    }
  }

  private static void unpack(InputStream packed, Path folder) throws IOException {
    long bytes = 0;
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        Path file = folder.resolve(entry.getName()).normalize();
        bytes += entry.getSize();
        if (!file.startsWith(folder) || bytes > MAX_BYTES) {
          throw new IOException("the archive of Postgres is not what it should be");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
          continue;
        }
        Files.createDirectories(file.resolveSibling("."));
        if (entry.isSymbolicLink()) {
          link(folder, file, entry.getLinkName());
        } else if (entry.isFile()) {
          Files.copy(tar, file);
          Files.setPosixFilePermissions(file, permissions(entry.getMode()));
        }
      }
    }
  }

  /** Libraries go by several names. */
  private static void link(Path folder, Path file, String target) throws IOException {
    Path there = file.resolveSibling(target).normalize();
    if (!there.startsWith(folder)) {
      throw new IOException("the archive of Postgres is not what it should be");
    }
    Files.createSymbolicLink(file, Path.of(target));
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    return PosixFilePermissions.fromString((mode & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x");
  }
}
