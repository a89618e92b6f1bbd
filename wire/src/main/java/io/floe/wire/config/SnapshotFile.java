package io.floe.wire.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A snapshot on disk, as {@link SnapshotJson}. A writer replaces the whole file at once, readable
 * by its owner only. Threads: immutable, any; writers of one file take turns by themselves.
 */
public final class SnapshotFile {

  private final Path path;

  public SnapshotFile(Path path) {
    this.path = path;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /**
   * Reads it.
   *
   * @throws IOException when it is missing, unreadable or wrong; the message names the file, what
   *     is wrong and what to do
   */
  public ConfigSnapshot read() throws IOException {
    return parse(readBytes());
  }

  /**
   * Reads what is in it, whatever that is.
   *
   * @throws IOException as {@link #read}, but for wrong content
   */
  public byte[] readBytes() throws IOException {
    try {
      if (Files.size(path) > SnapshotJson.MAX_BYTES) {
        throw new IOException(
            "the config snapshot "
                + path
                + " is longer than "
                + SnapshotJson.MAX_BYTES
                + " bytes: shorten it");
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(
          path.toString(),
          null,
          "there is no config snapshot: let the launcher write one, or name another file");
    }
  }

  /**
   * What bytes of this file say.
   *
   * @throws IOException when they are no snapshot; the message names the file, what is wrong and
   *     what to do
   */
  public ConfigSnapshot parse(byte[] json) throws IOException {
    try {
      return SnapshotJson.parse(json);
    } catch (IOException e) {
      throw new IOException(
          "the config snapshot " + path + " is broken, correct it: " + e.getMessage(), e);
    }
  }

  /**
   * Replaces the file: whoever reads it meanwhile sees the old or the new one, and so does the next
   * start after a power cut.
   */
  public void write(ConfigSnapshot snapshot) throws IOException {
    writeBytes(SnapshotJson.bytes(snapshot));
  }

  /** Replaces the file as {@link #write} does, by JSON that has been read already. */
  public void writeBytes(byte[] json) throws IOException {
    Path folder = path.toAbsolutePath().normalize().getParent();
    if (folder == null) {
      throw new IOException("a config snapshot is a file in a folder, not " + path);
    }
    Files.createDirectories(folder);
    Path draft = Files.createTempFile(folder, "." + path.getFileName(), ".new", ownerOnly(folder));
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(json);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      replace(draft);
      if (posix(folder)) {
        // The rename itself is only on disk once the folder is.
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
          names.force(true);
        }
      }
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private void replace(Path draft) throws IOException {
    try {
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path folder) {
    return posix(folder)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
