package io.floe.wire.audio;

import java.nio.charset.StandardCharsets;

/**
 * One numbered piece of a stream. Chunks of a stream are numbered from 0 without holes; all kinds
 * share the numbering.
 *
 * <p>Every AUDIO chunk starts on a frame or page boundary and names the HEADER and the TITLE chunk
 * in force, so that a receiver that joins late knows which two earlier chunks it needs.
 *
 * <p>Immutable: nobody changes the payload after construction, and no copy is made. Threads: any.
 */
public final class Chunk {

  /** "No such chunk" in {@link #header()} and {@link #title()}. */
  public static final long NONE = -1;

  /** Longest payload of a HEADER chunk; a source whose headers are longer is ended. */
  public static final int MAX_HEADER_BYTES = 1 << 20;

  /**
   * Longest payload of an AUDIO chunk. One frame or page may exceed the 16 KiB at which chunks
   * close: an Ogg page has up to 65,307 bytes.
   */
  public static final int MAX_AUDIO_BYTES = 128 << 10;

  /** Longest title, in bytes of UTF-8: what an ICY block of 255 * 16 bytes can carry. */
  public static final int MAX_TITLE_BYTES = 4080;

  /** What the payload is. */
  public enum Kind {
    /** Whole frames or pages, sent to listeners. */
    AUDIO,
    /**
     * All header pages of one link of an Ogg chain. Sent to listeners in sequence, and to late
     * joiners first.
     */
    HEADER,
    /**
     * The title of the AUDIO chunks that follow, in UTF-8; empty for "no title". Never part of the
     * audio bytes.
     */
    TITLE
  }

  private final StreamId stream;
  private final long sequence;
  private final Kind kind;
  private final long capturedAt;
  private final long header;
  private final long title;
  private final boolean entry;
  private final byte[] payload;

  /**
   * @param capturedAt wall clock of the owner in ms when the first byte arrived; for display and
   *     lag only
   * @param header sequence of the HEADER chunk in force, or {@link #NONE}
   * @param title sequence of the TITLE chunk in force, or {@link #NONE}
   * @param entry whether a listener may start here (AUDIO only)
   * @param payload not copied; the caller gives it away
   */
  public Chunk(
      StreamId stream,
      long sequence,
      Kind kind,
      long capturedAt,
      long header,
      long title,
      boolean entry,
      byte[] payload) {
    if (sequence < 0 || header < NONE || title < NONE) {
      throw new IllegalArgumentException(
          "negative sequence in chunk " + sequence + " of " + stream);
    }
    int limit =
        switch (kind) {
          case AUDIO -> MAX_AUDIO_BYTES;
          case HEADER -> MAX_HEADER_BYTES;
          case TITLE -> MAX_TITLE_BYTES;
        };
    if (payload.length > limit) {
      throw new IllegalArgumentException(
          kind + " chunk of " + payload.length + " bytes, limit " + limit);
    }
    this.stream = stream;
    this.sequence = sequence;
    this.kind = kind;
    this.capturedAt = capturedAt;
    this.header = header;
    this.title = title;
    this.entry = entry;
    this.payload = payload;
  }

  public StreamId stream() {
    return stream;
  }

  public long sequence() {
    return sequence;
  }

  public Kind kind() {
    return kind;
  }

  public long capturedAt() {
    return capturedAt;
  }

  public long header() {
    return header;
  }

  public long title() {
    return title;
  }

  public boolean entry() {
    return entry;
  }

  /** The bytes themselves, not a copy: never write to them. */
  public byte[] payload() {
    return payload;
  }

  public int size() {
    return payload.length;
  }

  /** The payload of a TITLE chunk as text. */
  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return stream + "#" + sequence + " " + kind + " " + payload.length + " bytes";
  }
}
