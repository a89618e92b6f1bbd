package io.floe.edge.ring;

import io.floe.wire.audio.Chunk;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The audio of one mount on this edge: the last 20 seconds as {@linkplain Piece pieces} in order of
 * arrival, each lying in a {@link Block} that all listeners share. Indices and positions grow over
 * the ring's whole life, over epochs too.
 *
 * <p>Threads: {@link #append} and {@link #end} on the bus thread, the single writer; everything
 * else from any thread that has {@linkplain #attach attached}.
 *
 * <p>Memory ordering: the writer stores the bytes, then the piece, then {@code head} with release;
 * a reader loads {@code head} with acquire first, so every piece below it, the slot array it is in
 * and its bytes are visible. A slot that has since been cleared or taken by a later piece means
 * lapped. The bytes stay alive through the block's own count.
 */
public final class MountRing {

  /** What came here within this time stays. */
  static final long RETENTION_NANOS = 20_000_000_000L;

  /** Bursts that stay however old they are. */
  static final int BURSTS = 4;

  /** What it weighs, in bytes, beyond which the oldest go however young they are. */
  static final long MAX_BYTES = 8 << 20;

  /** What a piece weighs beside its bytes: the object and its slot. */
  private static final int PIECE_WEIGHT = 96;

  /** Pieces beyond which the oldest go: a source of tiny chunks cannot fill the heap. */
  static final int MAX_PIECES = 1 << 16;

  /** Audio older than this is no burst: a new listener hears what comes. */
  static final long BURST_AGE_NANOS = 3_000_000_000L;

  private static final int BLOCK_BYTES = 64 << 10;
  private static final int SLOTS = 256;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Piece[].class);
  private static final VarHandle HEAD;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(MountRing.class, "head", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LongSupplier nanoTime;
  private final IntSupplier burst;
  private final int blockBytes;
  private final int fewestSlots;
  private final RingMemory memory;

  /** Readers, and the writer until the end; zero frees the memory. */
  private final AtomicInteger attached = new AtomicInteger(1);

  /** A power of two; replaced when full or almost empty. Published by {@code head}. */
  private volatile @Nullable Piece[] slots;

  /** Index of the next piece. */
  private long head;

  private volatile boolean ended;

  // Writer only, until attached is zero.
  private final References references = new References();
  private final Stalls stalls = new Stalls();
  private long tail;
  private long position;
  private long epoch;
  private long weight; // of the pieces, beside their bytes
  private @Nullable Link linkOfNewest;
  private @Nullable Title titleOfNewest;
  private @Nullable Block current;

  /** A ring on the system's clocks for a mount with a burst of 64 KiB. */
  public MountRing() {
    this(System::nanoTime, () -> 1 << 16);
  }

  /** A ring that has no others beside it. */
  public MountRing(LongSupplier nanoTime, IntSupplier burst) {
    this(nanoTime, burst, RingMemory.ample());
  }

  /**
   * @param nanoTime monotonic clock, read by any thread
   * @param burst bytes that a new listener gets, at this moment
   * @param memory that it has together with other rings of the same writer
   */
  public MountRing(LongSupplier nanoTime, IntSupplier burst, RingMemory memory) {
    this(nanoTime, burst, memory, BLOCK_BYTES, SLOTS);
  }

  /** A ring whose blocks and first slot array are so small that tests meet their ends soon. */
  MountRing(LongSupplier nanoTime, IntSupplier burst, int block, int slots) {
    this(nanoTime, burst, RingMemory.ample(), block, slots);
  }

  private MountRing(
      LongSupplier nanoTime, IntSupplier burst, RingMemory memory, int block, int slots) {
    this.memory = memory;
    this.blockBytes = block;
    this.fewestSlots = slots;
    this.slots = new Piece[slots];
    this.nanoTime = nanoTime;
    this.burst = burst;
    memory.join();
  }

  /**
   * Adds the next chunk. HEADER and TITLE chunks serve as references until audio names them: the
   * first audio of a link brings its header pages into the stream, whether they came in sequence or
   * as an older reference. When there is no memory for it, the ring sheds its own past; a chunk for
   * which there is none even then is left out. Bus thread only.
   *
   * @param ageMillis how long the chunk has been on the air already, 0 for live ones: the age of a
   *     tail decides whether it is still worth a burst
   * @throws IllegalStateException after {@link #end}
   */
  public void append(Chunk chunk, long ageMillis) {
    if (ended) {
      throw new IllegalStateException("the ring of " + chunk.stream() + " has ended");
    }
    if (chunk.stream().epoch() != epoch) {
      references.forget();
      epoch = chunk.stream().epoch();
    }
    switch (chunk.kind()) {
      case HEADER, TITLE -> find(chunk.size(), () -> references.learn(chunk));
      case AUDIO -> appendAudio(chunk, ageMillis);
    }
  }

  private void appendAudio(Chunk chunk, long ageMillis) {
    if (chunk.size() == 0) {
      return;
    }
    long now = nanoTime.getAsLong();
    // What is too old goes first, and memory is found before anything changes.
    trim(now);
    Block block = roomFor(chunk.size());
    if (block == null) {
      return;
    }
    int offset = block.append(chunk.payload());
    long aired = now - TimeUnit.MILLISECONDS.toNanos(ageMillis);
    Piece newest = newest();
    Piece oldest = newest == null ? null : piece(tail);
    if (newest != null && oldest != null) {
      stalls.aired(aired, chunk.size(), newest, oldest);
    }
    Title title = references.titleOf(chunk);
    Link link = references.linkOf(chunk);
    long next = head;
    if (link != null && link != linkOfNewest && link.length() > 0) {
      Block headers = link.headers();
      put(piece(next++, headers, 0, link.length(), true, false, chunk, now, aired, link, title));
    }
    linkOfNewest = link;
    put(
        piece(
            next++,
            block,
            offset,
            chunk.size(),
            false,
            chunk.entry(),
            chunk,
            now,
            aired,
            link,
            title));
    HEAD.setRelease(this, next);
    trim(now);
    if (weight > memory.heapShare()) {
      shedHeap(memory.heapShare());
    }
  }

  private Piece piece(
      long index,
      Block block,
      int offset,
      int length,
      boolean header,
      boolean entry,
      Chunk chunk,
      long now,
      long aired,
      @Nullable Link link,
      Title title) {
    int beside = PIECE_WEIGHT;
    if (title != titleOfNewest) {
      beside += title.weight();
      titleOfNewest = title;
    }
    beside += header ? Block.WEIGHT : 0;
    weight += beside;
    memory.weigh(beside);
    Piece piece =
        new Piece(
            index,
            position,
            block,
            offset,
            length,
            header,
            entry,
            epoch,
            now,
            aired,
            chunk.capturedAt(),
            stalls.millis(),
            beside,
            link,
            title);
    position += length;
    if (!header) {
      block.users++; // a link keeps its own block
    }
    References.hold(title);
    if (link != null) {
      References.hold(link);
    }
    return piece;
  }

  private void put(Piece piece) {
    long count = piece.index() - tail;
    if (count >= slots.length) {
      resize(slots.length * 2, piece.index());
    } else if (slots.length > fewestSlots && count < slots.length / 8) {
      resize(slots.length / 2, piece.index());
    }
    SLOT.setRelease(slots, (int) piece.index() & slots.length - 1, piece);
  }

  private void resize(int length, long end) {
    @Nullable Piece[] others = new Piece[length];
    for (long i = tail; i < end; i++) {
      others[(int) i & length - 1] = slots[(int) i & slots.length - 1];
    }
    slots = others;
  }

  private @Nullable Block roomFor(int size) {
    Block block = current;
    if (block != null && block.room() >= size) {
      return block;
    }
    int capacity = Math.max(blockBytes, size);
    return find(capacity, () -> renew(capacity)) ? current : null;
  }

  private void renew(int capacity) {
    Block fresh = new Block(capacity);
    fresh.users = 1; // being the current one
    if (current != null) {
      unuse(current);
    }
    current = fresh;
  }

  /**
   * Does what takes so much direct memory. Without room the ring gives up half of its past, and
   * then all of it; false, and counted, when there is no room all the same.
   */
  private boolean find(int size, Runnable maker) {
    long share = memory.bytesShare();
    if (bytes() > share) {
      shedTo(share);
    }
    for (int tries = 1; ; tries++) {
      if (memory.has(size)) {
        try {
          maker.run();
          return true;
        } catch (OutOfMemoryError none) {
          // Direct memory: sockets have taken more than was left to them.
        }
      }
      if (tries == 3 || tail >= head - 1) {
        memory.lose();
        return false;
      }
      shedTo(tries == 1 ? bytes() / 2 : 0);
    }
  }

  /** Bytes of all pieces. */
  private long bytes() {
    Piece oldest = tail < head ? slots[(int) tail & slots.length - 1] : null;
    return oldest == null ? 0 : position - oldest.position();
  }

  private void shedTo(long most) {
    long before = bytes();
    while (tail < head - 1 && bytes() > most) {
      drop(oldest());
    }
    memory.shed(before - bytes());
  }

  private void shedHeap(long most) {
    long before = bytes();
    while (tail < head - 1 && weight > most) {
      drop(oldest());
    }
    memory.shed(before - bytes());
  }

  private Piece oldest() {
    Piece oldest = slots[(int) tail & slots.length - 1];
    if (oldest == null) {
      throw new IllegalStateException("piece " + tail + " is missing from the ring");
    }
    return oldest;
  }

  private void trim(long now) {
    long keep = (long) BURSTS * burst.getAsInt();
    while (tail < head - 1) {
      Piece oldest = oldest();
      boolean aged = now - oldest.arrivedNanos() > RETENTION_NANOS;
      if (!(aged && position - oldest.end() >= keep)
          && position - oldest.position() + weight <= MAX_BYTES
          && head - tail <= MAX_PIECES) {
        return;
      }
      drop(oldest);
    }
  }

  private void drop(Piece piece) {
    SLOT.setRelease(slots, (int) piece.index() & slots.length - 1, null);
    tail = piece.index() + 1;
    weight -= piece.weight();
    if (!ended) {
      memory.weigh(-piece.weight());
    }
    References.drop(piece.title());
    Link link = piece.link();
    if (!piece.header()) {
      unuse(piece.block());
    }
    if (link != null) {
      References.drop(link);
    }
  }

  private static void unuse(Block block) {
    if (--block.users == 0) {
      block.release();
    }
  }

  /**
   * Nothing will follow: listeners hear what is left and are closed. Whoever made the ring ends it,
   * else its memory is never freed. Bus thread only, idempotent.
   */
  public void end() {
    if (!ended) {
      ended = true;
      memory.leave(weight);
      detach();
    }
  }

  /**
   * Keeps the ring readable until {@link #detach}; false when it has ended and its last reader is
   * gone. Any thread.
   */
  public boolean attach() {
    int count = attached.get();
    while (count > 0) {
      int seen = attached.compareAndExchange(count, count + 1);
      if (seen == count) {
        return true;
      }
      count = seen;
    }
    return false;
  }

  /** Ends one {@link #attach}. After the end, the last one frees the memory. */
  public void detach() {
    int left = attached.decrementAndGet();
    if (left == 0) {
      // The writer has gone through end() and every reader through here: nobody else looks.
      while (tail < head) {
        Piece oldest = slots[(int) tail & slots.length - 1];
        if (oldest != null) {
          drop(oldest);
        }
      }
      references.free();
      if (current != null) {
        unuse(current);
        current = null;
      }
    } else if (left < 0) {
      throw new IllegalStateException("ring detached more often than attached");
    }
  }

  /** Whether {@link #end} was called; nothing follows the {@link #head} read after this. */
  public boolean ended() {
    return ended;
  }

  /** Index of the piece that comes next. */
  public long head() {
    return (long) HEAD.getAcquire(this);
  }

  /** The piece of that index, below a {@link #head} read before; null when lapped. */
  public @Nullable Piece piece(long index) {
    @Nullable Piece[] array = slots;
    Piece piece = (Piece) SLOT.getAcquire(array, (int) index & array.length - 1);
    return piece != null && piece.index() == index ? piece : null;
  }

  /**
   * Where a new listener begins: the newest entry point with at least {@code bytes} behind it, else
   * the oldest of this link. {@link #head} when there is none or the newest audio is old.
   */
  public long burstStart(int bytes) {
    long end = head();
    Piece newest = end == 0 || bytes <= 0 ? null : piece(end - 1);
    if (newest == null || nanoTime() - newest.airedNanos() > BURST_AGE_NANOS) {
      return end;
    }
    long best = end;
    for (long i = end - 1; i >= 0; i--) {
      Piece piece = piece(i);
      if (piece == null || piece.header() || piece.link() != newest.link()) {
        return best;
      }
      if (piece.entry()) {
        best = i;
        if (newest.end() - piece.position() >= bytes) {
          return best;
        }
      }
    }
    return best;
  }

  /** The newest audio; null before the first. */
  public @Nullable Piece newest() {
    long end = head();
    return end == 0 ? null : piece(end - 1);
  }

  /** How much older the piece at that index is than the newest, in ms; 0 when there is none. */
  public int behind(long index) {
    Piece newest = newest();
    Piece next = newest == null || index > newest.index() ? null : piece(index);
    long nanos = newest == null || next == null ? 0 : newest.arrivedNanos() - next.arrivedNanos();
    return Math.clamp(nanos / 1_000_000, 0, Integer.MAX_VALUE);
  }

  /** How many pieces there is room for without more. */
  int slots() {
    return slots.length;
  }

  /** Bytes of direct memory that all rings of this process and writes in flight hold. */
  public static long memory() {
    return Block.allocated();
  }

  /** The monotonic clock that {@link Piece#arrivedNanos} is on. */
  public long nanoTime() {
    return nanoTime.getAsLong();
  }
}
