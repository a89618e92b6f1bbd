package io.floe.edge.ring;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * A source that makes up a stream: numbered chunks whose bytes are known, and all that was
 * broadcast so far.
 */
public final class Broadcast {

  private final Random random;
  private final MountName mount = new MountName("/live");
  private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
  private StreamId id = new StreamId(mount, 1);
  private long sequence;
  private long header = Chunk.NONE;
  private long title = Chunk.NONE;
  private byte[] headerBytes = {};

  public Broadcast(long seed) {
    random = new Random(seed);
  }

  /** An entry point of that many bytes. */
  public Chunk audio(int size) {
    return audio(size, true);
  }

  public synchronized Chunk audio(int size, boolean entry) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    stream.writeBytes(bytes);
    return chunk(Chunk.Kind.AUDIO, entry, bytes);
  }

  public Chunk title(String text) {
    return title(text.getBytes(StandardCharsets.UTF_8));
  }

  public synchronized Chunk title(byte[] utf8) {
    Chunk chunk = chunk(Chunk.Kind.TITLE, false, utf8);
    title = chunk.sequence();
    return chunk;
  }

  public synchronized Chunk header(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    headerBytes = bytes;
    stream.writeBytes(bytes);
    Chunk chunk = chunk(Chunk.Kind.HEADER, false, bytes);
    header = chunk.sequence();
    return chunk;
  }

  /** Another source takes the mount: chunks are numbered anew. */
  public synchronized void newEpoch() {
    id = new StreamId(mount, id.epoch() + 1);
    sequence = 0;
    header = Chunk.NONE;
    title = Chunk.NONE;
  }

  /** All audio and header bytes so far. */
  public synchronized byte[] bytes() {
    return stream.toByteArray();
  }

  public synchronized byte[] headerBytes() {
    return headerBytes;
  }

  /** The last bytes so far. */
  public synchronized byte[] last(int size) {
    byte[] all = stream.toByteArray();
    return Arrays.copyOfRange(all, all.length - size, all.length);
  }

  private Chunk chunk(Chunk.Kind kind, boolean entry, byte[] bytes) {
    return new Chunk(id, sequence++, kind, System.currentTimeMillis(), header, title, entry, bytes);
  }
}
