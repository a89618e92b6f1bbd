package io.floe.transcoder.job;

import io.floe.wire.audio.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which chunks of an input may wait to be worked on: bounded in number and in bytes, for the job
 * and for all jobs of the node. Audio that finds no room is left out. Of headers and titles the
 * newest is kept aside until audio goes on, which refers to it. Confined to the bus thread, but for
 * {@link #done}.
 */
final class Backlog {

  /** About a minute of chunks. */
  static final int MOST_CHUNKS = 256;

  /** So few wait again before more are taken. */
  static final int FEW_CHUNKS = 16;

  /** As many chunks of the usual size; a header of 1 MiB finds room too. */
  static final int MOST_BYTES = 4 << 20;

  /** What an input may have waiting even while others have filled the node. */
  static final int OWN_BYTES = 256 << 10;

  /** What waits on a node, in bytes, over all its jobs. Threads: any. */
  static final class Node {

    private final AtomicLong bytes = new AtomicLong();
    private final long most;

    Node(long most) {
      this.most = most;
    }

    /** An eighth of the memory of this process. */
    static Node usual() {
      return new Node(Runtime.getRuntime().maxMemory() / 8);
    }

    long bytes() {
      return bytes.get();
    }
  }

  private final Node node;
  private final JobCounters counters;
  private final AtomicInteger chunks = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private @Nullable Chunk header;
  private @Nullable Chunk title;
  private boolean skipping;

  Backlog(Node node, JobCounters counters) {
    this.node = node;
    this.counters = counters;
  }

  /** Chunks of another stream follow: what was kept aside says nothing of them. */
  void begins() {
    forget(header);
    forget(title);
    header = null;
    title = null;
  }

  /** What is to be worked on now that this has come, in order; {@link #done} follows for each. */
  List<Chunk> take(Chunk chunk) {
    List<Chunk> taken = new ArrayList<>(3);
    if (chunk.kind() == Chunk.Kind.AUDIO) {
      long size = (long) chunk.size() + size(header) + size(title);
      skipping = full(size);
      if (skipping) {
        counters.skipped.increment();
        return List.of();
      }
      add(header, taken);
      add(title, taken);
      header = null;
      title = null;
    } else if (skipping || header != null || title != null || full(chunk.size())) {
      keep(chunk);
      return List.of();
    }
    add(chunk, taken);
    return taken;
  }

  /** That chunk has been worked on. Any thread. */
  void done(Chunk chunk) {
    chunks.decrementAndGet();
    bytes.addAndGet(-chunk.size());
    node.bytes.addAndGet(-chunk.size());
  }

  private boolean full(long size) {
    int waiting = chunks.get();
    if (waiting == 0) {
      return false; // whatever others do, every input goes on
    }
    long own = bytes.get() + size;
    return waiting >= MOST_CHUNKS
        || (skipping && waiting > FEW_CHUNKS)
        || own > MOST_BYTES
        || (own > OWN_BYTES && node.bytes.get() + size > node.most);
  }

  private void keep(Chunk chunk) {
    if (chunk.kind() == Chunk.Kind.HEADER) {
      forget(header);
      header = chunk;
    } else {
      forget(title);
      title = chunk;
    }
  }

  private void forget(@Nullable Chunk kept) {
    if (kept != null) {
      counters.skipped.increment();
    }
  }

  private void add(@Nullable Chunk chunk, List<Chunk> taken) {
    if (chunk != null) {
      chunks.incrementAndGet();
      bytes.addAndGet(chunk.size());
      node.bytes.addAndGet(chunk.size());
      taken.add(chunk);
    }
  }

  private static int size(@Nullable Chunk chunk) {
    return chunk == null ? 0 : chunk.size();
  }
}
