package io.floe.launcher.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a platform keeps its state in. Whoever holds the {@link #lock} owns it; everybody
 * may look at {@link #state}.
 */
public final class DataFolder {

  private final Path path;

  public DataFolder(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  public Path path() {
    return path;
  }

  /** Passwords of a first start that has not been ready yet; 0600. Gone once they were told. */
  public Path firstStart() {
    return path.resolve("first-start.json");
  }

  /** With which the admin service encrypts secrets in its database; 0600. */
  public Path secretKey() {
    return path.resolve("secret.key");
  }

  /** There once the platform was ready for the first time. */
  public Path started() {
    return path.resolve("started");
  }

  /** Where every service keeps its own copy of the configuration; 0600 each. */
  public Path configs() {
    return path.resolve("config");
  }

  /** Where Floe's own Postgres lives. */
  public Path database() {
    return path.resolve("postgres");
  }

  /** Which processes run, for {@code down}, {@code status} and {@code logs}. */
  public Path state() {
    return path.resolve("state.json");
  }

  /** Where logs go when nothing else is said. */
  public Path logs() {
    return path.resolve("logs");
  }

  /** What the launcher itself says under {@code --daemon}. */
  public Path launcherLog() {
    return logs().resolve("floe.log");
  }

  public Path authLog() {
    return path.resolve("auth.log");
  }

  /** Makes the folder, closed to others, if it is not there. */
  public void create() {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new LaunchProblem(
          "the data folder " + path + " is a file: choose a folder with --data.");
    }
    createFolder(path);
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException | UnsupportedOperationException e) {
      // Somebody else's folder that we may write to, or a file system without permissions.
    }
  }

  /** Makes {@code folder} and its parents. */
  public static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new LaunchProblem("cannot make the folder " + folder + ": " + reason(e) + ".", e);
    }
  }

  /** Takes the folder for this process until it closes the lock or ends. */
  public Lock lock() {
    Path file = path.resolve("lock");
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        channel.truncate(0);
        channel.write(
            ByteBuffer.wrap(
                Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
        return new Lock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
    } catch (IOException e) {
      closeQuietly(channel);
      throw unwritable(file, e);
    }
    closeQuietly(channel);
    throw new LaunchProblem(
        "the data folder %s is in use by another ./floe up%s: stop that one with ./floe down, or choose another folder with --data."
            .formatted(path, owner(file)));
  }

  /** Whether some process holds the lock. */
  public boolean locked() {
    Path file = path.resolve("lock");
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        return true;
      }
      lock.release();
      return false;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** The content of {@code file}, or empty when there is none. */
  public static Optional<byte[]> read(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      throw new LaunchProblem("cannot read " + file + ": " + reason(e) + ".", e);
    }
  }

  /** Replaces {@code file} as a whole; readers see the old content or the new, nothing between. */
  public static void write(Path file, byte[] content) {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(draft);
      createPrivate(draft);
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** Removes a folder and all that is in it; nothing happens when it is not there. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** A sentence for a failed write. */
  public static LaunchProblem unwritable(Path file, IOException e) {
    return new LaunchProblem(
        "cannot write " + file + ": " + reason(e) + ". Floe needs room and write access there.", e);
  }

  /** What went wrong, without the path that {@link FileSystemException} repeats. */
  public static String reason(IOException e) {
    String kind =
        switch (e) {
          case java.nio.file.AccessDeniedException denied -> "access denied";
          case java.nio.file.NoSuchFileException missing -> "no such file or folder";
          case java.nio.file.FileAlreadyExistsException there -> "there is a file in its place";
          case java.nio.file.NotDirectoryException file -> "not a folder";
          case FileSystemException other when other.getReason() != null -> other.getReason();
          default -> null;
        };
    String message = e.getMessage();
    return kind != null ? kind : message != null ? message : e.getClass().getSimpleName();
  }

  private static void createPrivate(Path file) throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (UnsupportedOperationException e) {
      Files.createFile(file);
    }
  }

  private static String owner(Path lockFile) {
    try {
      String pid = Files.readString(lockFile).strip();
      return pid.matches("\\d{1,10}") ? " (PID " + pid + ")" : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing was written to it.
      }
    }
  }

  /** Holds the folder. */
  public static final class Lock implements AutoCloseable {

    private final FileChannel channel;

    private Lock(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void close() {
      closeQuietly(channel);
    }
  }
}
