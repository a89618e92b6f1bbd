package io.floe.wire.feed;

import io.floe.wire.config.SnapshotJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The JSON of a snapshot as it crosses the bus: packed with gzip, in parts, with a digest that is
 * the same on every node that has the same JSON. Immutable.
 */
final class Parcel {

  /** Bytes of every part but the last. */
  static final int PART_BYTES = 64 << 10;

  /** What {@link SnapshotJson#MAX_BYTES} needs even if nothing can be packed. */
  static final int MAX_PARTS = SnapshotJson.MAX_BYTES / PART_BYTES + 1;

  private final byte[] packed;
  private final long digest;

  private Parcel(byte[] packed, long digest) {
    this.packed = packed;
    this.digest = digest;
  }

  static Parcel of(byte[] json) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(json.length / 4 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return new Parcel(packed.toByteArray(), digest(json));
  }

  /** Of the JSON; never 0. */
  long digest() {
    return digest;
  }

  private static long digest(byte[] json) {
    try {
      long start = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(json)).getLong();
      return start == 0 ? 1 : start;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  /** One at least. */
  int parts() {
    return (packed.length + PART_BYTES - 1) / PART_BYTES;
  }

  /** A copy of the part of that number, from 0 to below {@link #parts}. */
  byte[] part(int number) {
    int from = number * PART_BYTES;
    return Arrays.copyOfRange(packed, from, Math.min(packed.length, from + PART_BYTES));
  }

  /**
   * The JSON that was packed.
   *
   * @throws IOException when the bytes are damaged, or would become longer than a snapshot may be
   */
  static byte[] unpack(byte[] packed) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] json = gzip.readNBytes(SnapshotJson.MAX_BYTES + 1);
      if (json.length > SnapshotJson.MAX_BYTES) {
        throw new IOException("it is longer than " + SnapshotJson.MAX_BYTES + " bytes");
      }
      return json;
    }
  }
}
