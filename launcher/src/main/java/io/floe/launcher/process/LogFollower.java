package io.floe.launcher.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the lines that are added to files, through rotation and truncation. Confined to the
 * thread that runs it.
 */
public final class LogFollower {

  private static final long POLL_MS = 250;

  private final List<Followed> files = new ArrayList<>();
  private final BiConsumer<Path, String> lines;

  /** Follows {@code paths} from their present ends. */
  public LogFollower(List<Path> paths, BiConsumer<Path, String> lines) {
    this.lines = lines;
    paths.forEach(path -> files.add(new Followed(path)));
  }

  /** Follows until the thread is interrupted. */
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        poll();
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hands out what was added since the last call. */
  void poll() {
    files.forEach(file -> file.read(lines));
  }

  private static final class Followed {
    private final Path path;
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private @Nullable Object key;
    private long position;

    Followed(Path path) {
      this.path = path;
      try {
        key = key(path);
        position = Files.size(path);
      } catch (IOException e) {
        position = 0;
      }
    }

    void read(BiConsumer<Path, String> lines) {
      try {
        Object now = key(path);
        long size = Files.size(path);
        if (!java.util.Objects.equals(now, key) || size < position) {
          key = now;
          position = 0;
          rest.reset();
        }
        if (size > position) {
          readFrom(lines);
        }
      } catch (IOException e) {
        // Moved away and not made again yet: the next poll looks again.
      }
    }

    private void readFrom(BiConsumer<Path, String> lines) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
      try (SeekableByteChannel in = Files.newByteChannel(path)) {
        in.position(position);
        while (in.read(buffer) > 0) {
          buffer.flip();
          position += buffer.remaining();
          while (buffer.hasRemaining()) {
            byte next = buffer.get();
            if (next == '\n') {
              lines.accept(path, rest.toString(StandardCharsets.UTF_8));
              rest.reset();
            } else {
              rest.write(next);
            }
          }
          buffer.clear();
        }
      }
    }

    private static @Nullable Object key(Path path) throws IOException {
      return Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class)
          .fileKey();
    }
  }
}
