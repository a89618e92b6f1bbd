package io.floe.admin.archive;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Writes all tables as they were at one moment. */
final class Export {

  private Export() {}

  /** Writes the archive beside its place first, so that it is there whole or not at all. */
  static Manifest write(Connection database, Path file) throws IOException, SQLException {
    sweep(file);
    Path draft =
        file.resolveSibling(
            file.getFileName() + "." + Long.toHexString(new SecureRandom().nextLong()) + ".part");
    if (posix(draft)) {
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(draft);
    }
    try {
      database.setReadOnly(true);
      database.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      database.setAutoCommit(false);
      Manifest manifest;
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
          FileLock _ = channel.tryLock()) {
        ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel));
        manifest = write(database, zip);
        zip.finish();
        zip.flush();
        channel.force(true);
      }
      database.rollback();
      publish(draft, file);
      force(file);
      return manifest;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Another name for the draft, which nobody else's file loses its own to. */
  private static void publish(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (UnsupportedOperationException noLinks) {
      Files.move(draft, file);
    }
  }

  private static boolean posix(Path path) {
    return path.toAbsolutePath().getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Its name is only on disk once the folder is. */
  private static void force(Path file) throws IOException {
    if (posix(file)) {
      try (FileChannel names =
          FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  /** Takes away what exports to that file have left that were killed: there are hashes in it. */
  private static void sweep(Path file) throws IOException {
    Pattern name = Pattern.compile(Pattern.quote(file.getFileName() + ".") + "[0-9a-f]+\\.part");
    try (DirectoryStream<Path> folder =
        Files.newDirectoryStream(
            file.toAbsolutePath().getParent(),
            path -> name.matcher(path.getFileName().toString()).matches())) {
      for (Path draft : folder) {
        if (Files.isRegularFile(draft, LinkOption.NOFOLLOW_LINKS) && left(draft)) {
          Files.deleteIfExists(draft);
        }
      }
    }
  }

  /** Whether nobody writes it any more: whoever does holds a lock, which ends with the process. */
  private static boolean left(Path draft) {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (IOException | OverlappingFileLockException notOurs) {
      return false;
    }
  }

  private static Manifest write(Connection database, ZipOutputStream zip)
      throws IOException, SQLException {
    CopyManager copies = database.unwrap(PGConnection.class).getCopyAPI();
    String version = Schema.version(database);
    if (version.isEmpty()) {
      throw new Refused("there is nothing in that database yet: start Floe with it first.");
    }
    List<Manifest.Table> tables = new ArrayList<>();
    for (Map.Entry<String, List<String>> each : Schema.tables(database).entrySet()) {
      Manifest.Table draft = new Manifest.Table(each.getKey(), each.getValue(), 0, "");
      zip.putNextEntry(new ZipEntry(draft.entry()));
      MessageDigest digest = Sums.digest();
      String command =
          "copy "
              + Schema.quoted(draft.name(), draft.columns())
              + " to stdout (format csv, header, encoding 'UTF8')";
      OutputStream out = new DigestOutputStream(new Open(zip), digest);
      long rows = copies.copyOut(command, out);
      zip.closeEntry();
      tables.add(
          new Manifest.Table(
              draft.name(), draft.columns(), rows, HexFormat.of().formatHex(digest.digest())));
    }
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT,
            version,
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            tables);
    zip.putNextEntry(new ZipEntry(Manifest.ENTRY));
    zip.write(manifest.bytes());
    zip.closeEntry();
    return manifest;
  }

  /** An entry that ends without closing the archive. */
  private static final class Open extends FilterOutputStream {
    Open(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
