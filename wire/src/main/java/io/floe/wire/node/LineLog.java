package io.floe.wire.node;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Appends lines to a file, or to stdout when the path is {@code -}, on a thread of its own. Any
 * thread may add a line; when {@value #QUEUE} are waiting, further ones are dropped and counted.
 *
 * <p>The lines of a day (UTC) that is over are in a file named after it, {@code
 * auth.log.2027-01-31}, which is removed some days later: they tell addresses. Several processes
 * may write to one path.
 */
public final class LineLog implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LineLog.class.getName());
  private static final int QUEUE = 4096;

  /** In the queue: no line, only a reason to look. */
  @SuppressWarnings("StringOperationCanBeSimplified") // told from lines by being this object
  private static final String WAKE = new String("");

  private final Path path;
  private final boolean stdout;
  private final int days;
  private final InstantSource clock;
  private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE);
  private final LongAdder dropped = new LongAdder();
  private final Thread writer;
  private volatile boolean reopen;
  private volatile boolean closed;

  /**
   * @param days how long files of days that are over are kept; 0 leaves both to others: then there
   *     is one file, as long as nobody moves it away
   */
  public LineLog(String path, String threadName, int days) {
    this(path, threadName, days, InstantSource.system());
  }

  /** As above, by that clock. */
  LineLog(String path, String threadName, int days, InstantSource clock) {
    this.days = days;
    this.clock = clock;
    this.path = Path.of(path);
    this.stdout = path.equals("-");
    this.writer = Thread.ofPlatform().daemon().name(threadName).start(this::run);
  }

  public void add(String line) {
    if (closed || !queue.offer(line)) {
      dropped.increment();
    }
  }

  /** Lines lost because the file could not keep up or could not be written. */
  public long dropped() {
    return dropped.sum();
  }

  /** Opens the path anew before the next line, for log rotation. */
  public void reopen() {
    reopen = true;
    wake();
  }

  /** Writes what is waiting and stops. Idempotent. */
  @Override
  public void close() {
    closed = true;
    wake();
    try {
      writer.join(2000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** When the queue is full the writer is awake, and looks after each batch. */
  private void wake() {
    var _ = queue.offer(WAKE);
  }

  @SuppressWarnings("ReferenceEquality") // WAKE is told from lines by being that object
  private void run() {
    OutputStream out = null;
    LocalDate day = LocalDate.EPOCH;
    List<String> batch = new ArrayList<>();
    try {
      while (!closed || !queue.isEmpty()) {
        batch.clear();
        batch.add(queue.take());
        queue.drainTo(batch, 255);
        batch.removeIf(line -> line == WAKE);
        try {
          if (reopen && out != null) {
            reopen = false;
            shut(out);
            out = null;
          }
          LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
          if (days > 0 && !stdout && !batch.isEmpty() && !today.equals(day)) {
            day = today;
            shut(out);
            out = null;
            turn(today);
          }
          if (!batch.isEmpty()) {
            out = write(out, batch);
          }
        } catch (Throwable failure) { // an Error too: the next lines can still be written
          lose(batch.size(), failure);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      shut(out);
    }
  }

  private void lose(int lines, Throwable failure) {
    dropped.add(lines);
    try {
      LOG.log(
          System.Logger.Level.ERROR,
          "Lines of {0} are lost ({1}); the next ones are written again.",
          path,
          failure);
    } catch (Throwable untold) {
      // Memory is too short even for that; they are counted.
    }
  }

  /** Another day: what is there of an earlier one gets its name, and what is old goes. */
  private void turn(LocalDate today) {
    // Whoever waits for the lock of a file that was moved meanwhile finds a newer one in its place.
    synchronized (LineLog.class) {
      try (FileChannel held = FileChannel.open(path, StandardOpenOption.WRITE);
          FileLock _ = held.lock()) {
        LocalDate written =
            LocalDate.ofInstant(Files.getLastModifiedTime(path).toInstant(), ZoneOffset.UTC);
        if (written.isBefore(today)) {
          Files.move(path, path.resolveSibling(path.getFileName() + "." + written));
        }
      } catch (NoSuchFileException nothing) {
        LOG.log(System.Logger.Level.DEBUG, "there is no earlier day", nothing);
      } catch (IOException failure) {
        LOG.log(
            System.Logger.Level.WARNING,
            "The lines of earlier days stay in {0}, for it cannot be renamed ({1}).",
            path,
            failure);
      }
    }
    forget(today.minusDays(days));
  }

  private void forget(LocalDate before) {
    String prefix = path.getFileName() + ".";
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(prefix)
            && name.substring(prefix.length()).matches("\\d{4}-\\d{2}-\\d{2}")
            && name.substring(prefix.length()).compareTo(before.toString()) < 0) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException failure) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Old files of {0} cannot be removed ({1}): do it by hand.",
          path,
          failure);
    }
  }

  private @Nullable OutputStream write(@Nullable OutputStream open, List<String> lines) {
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    if (stdout) {
      System.out.writeBytes(bytes);
      System.out.flush();
      return null;
    }
    OutputStream out = open;
    try {
      if (out == null) {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
          Files.createDirectories(folder);
        }
        reopen = false;
        out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
      out.write(bytes);
      return out;
    } catch (IOException failure) {
      if (dropped.sum() == 0) {
        LOG.log(
            System.Logger.Level.ERROR,
            "Cannot write {0} ({1}): its lines are lost until it can be written.",
            path,
            failure);
      }
      dropped.add(lines.size());
      shut(out);
      return null;
    }
  }

  private static void shut(@Nullable OutputStream out) {
    if (out != null) {
      try {
        out.close();
      } catch (IOException failure) {
        LOG.log(System.Logger.Level.DEBUG, "closing a log", failure);
      }
    }
  }
}
