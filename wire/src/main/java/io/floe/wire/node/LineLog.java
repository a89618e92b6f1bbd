package io.floe.wire.node;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Appends lines to a file, or to stdout when the path is {@code -}, on a thread of its own. Any
 * thread may add a line; when {@value #QUEUE} are waiting, further ones are dropped and counted.
 */
public final class LineLog implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LineLog.class.getName());
  private static final int QUEUE = 4096;

  /** In the queue: no line, only a reason to look. */
  @SuppressWarnings("StringOperationCanBeSimplified") // told from lines by being this object
  private static final String WAKE = new String("");

  private final Path path;
  private final boolean stdout;
  private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE);
  private final LongAdder dropped = new LongAdder();
  private final Thread writer;
  private volatile boolean reopen;
  private volatile boolean closed;

  public LineLog(String path, String threadName) {
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
    List<String> batch = new ArrayList<>();
    try {
      while (!closed || !queue.isEmpty()) {
        batch.add(queue.take());
        queue.drainTo(batch, 255);
        batch.removeIf(line -> line == WAKE);
        if (reopen && out != null) {
          reopen = false;
          shut(out);
          out = null;
        }
        if (!batch.isEmpty()) {
          out = write(out, batch);
          batch.clear();
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      shut(out);
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
