package io.floe.stream.origin;

import io.floe.stream.framing.Units;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.Title;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Collects the units of one source into chunks: audio until a chunk is 200 ms old (50 ms for low
 * latency) or 16 KiB large, headers and titles by themselves. Nothing it was given is lost, but for
 * titles that are in force already, and the order is kept. Confined to one thread.
 */
public final class Chunker implements Units {

  /** Size at which an AUDIO chunk closes. */
  public static final int FULL_BYTES = 16 << 10;

  /** Where chunks and findings go. */
  public interface Out {
    /** The payload is given away. */
    void chunk(Chunk.Kind kind, long capturedAt, boolean entry, byte[] payload);

    void titled(String title);

    void skipped(int bytes);

    void failed(String reason);
  }

  private final long spanNanos;
  private final LongSupplier nanoTime;
  private final LongSupplier wallMillis;
  private final Out out;
  private byte[] open = new byte[FULL_BYTES];
  private int size;
  private boolean entry;
  private long openedNanos;
  private long capturedAt;
  private String title = "";

  /**
   * @param spanMillis age at which an AUDIO chunk closes
   * @param nanoTime a clock that only goes forward
   * @param wallMillis the time that chunks are stamped with
   */
  public Chunker(long spanMillis, LongSupplier nanoTime, LongSupplier wallMillis, Out out) {
    this.spanNanos = TimeUnit.MILLISECONDS.toNanos(spanMillis);
    this.nanoTime = nanoTime;
    this.wallMillis = wallMillis;
    this.out = out;
  }

  @Override
  public void audio(byte[] bytes, int offset, int length, boolean startsHere) {
    int at = offset;
    int left = length;
    boolean first = startsHere;
    while (left > 0) {
      // A unit is at most one Ogg page, 65,307 bytes; anything longer has no frames to respect.
      int n = Math.min(left, Chunk.MAX_AUDIO_BYTES);
      add(bytes, at, n, first);
      at += n;
      left -= n;
      first = false;
    }
  }

  private void add(byte[] bytes, int offset, int length, boolean startsHere) {
    if (size > 0 && (size + length > FULL_BYTES || (startsHere && !entry) || due() <= 0)) {
      flush();
    }
    if (size == 0) {
      entry = startsHere;
      openedNanos = nanoTime.getAsLong();
      capturedAt = wallMillis.getAsLong();
    }
    if (size + length > open.length) {
      open = Arrays.copyOf(open, size + length);
    }
    System.arraycopy(bytes, offset, open, size, length);
    size += length;
    if (size >= FULL_BYTES) {
      flush();
    }
  }

  @Override
  public void header(byte[] bytes, int offset, int length) {
    flush();
    if (length > Chunk.MAX_HEADER_BYTES) {
      failed("the headers of the stream exceed 1 MiB");
      return;
    }
    out.chunk(
        Chunk.Kind.HEADER,
        wallMillis.getAsLong(),
        false,
        Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public void title(String found) {
    String clean = Title.clean(found);
    if (clean.equals(title)) {
      return;
    }
    title = clean;
    flush();
    out.chunk(
        Chunk.Kind.TITLE, wallMillis.getAsLong(), false, clean.getBytes(StandardCharsets.UTF_8));
    out.titled(clean);
  }

  @Override
  public void skipped(int bytes) {
    out.skipped(bytes);
  }

  @Override
  public void failed(String reason) {
    out.failed(reason);
  }

  /** Whether audio waits for its chunk to close. */
  public boolean pending() {
    return size > 0;
  }

  /** Nanoseconds until the open chunk closes; not positive when it is time. */
  public long due() {
    return openedNanos + spanNanos - nanoTime.getAsLong();
  }

  /** Closes the open chunk if there is one. */
  public void flush() {
    if (size > 0) {
      byte[] payload = Arrays.copyOf(open, size);
      size = 0;
      if (open.length > FULL_BYTES) {
        open = new byte[FULL_BYTES];
      }
      out.chunk(Chunk.Kind.AUDIO, capturedAt, entry, payload);
    }
  }
}
