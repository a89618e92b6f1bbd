package io.floe.stream.framing;

import io.floe.wire.audio.Chunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One link of an Ogg chain: its logical streams, and its header pages until the first page of data
 * comes. Confined to its framer's thread.
 */
final class OggLink {

  static final int MOST_STREAMS = 32;
  private static final byte[] EMPTY = new byte[0];
  private static final int SMALLEST = 8 << 10;

  private final List<OggStream> streams = new ArrayList<>(1);
  private byte[] header = EMPTY;
  private int headerLength;
  private boolean data;

  /** Whether this BOS page belongs to another link than this one. */
  boolean closedTo(int serial) {
    return data || stream(serial) != null || allEnded();
  }

  private boolean allEnded() {
    for (OggStream stream : streams) {
      if (!stream.ended()) {
        return false;
      }
    }
    return !streams.isEmpty();
  }

  void add(OggStream stream) {
    streams.add(stream);
  }

  int size() {
    return streams.size();
  }

  @Nullable OggStream stream(int serial) {
    for (int i = 0; i < streams.size(); i++) {
      if (streams.get(i).serial() == serial) {
        return streams.get(i);
      }
    }
    return null;
  }

  /** Whether data has begun, so that the headers are complete and handed out. */
  boolean data() {
    return data;
  }

  boolean fits(int length) {
    return headerLength + length <= Chunk.MAX_HEADER_BYTES;
  }

  void keep(byte[] bytes, int page, int length) {
    if (headerLength + length > header.length) {
      int room = Math.min(Chunk.MAX_HEADER_BYTES, Math.max(SMALLEST, header.length * 2));
      room = Math.max(room, headerLength + length);
      header = Arrays.copyOf(header, room);
    }
    System.arraycopy(bytes, page, header, headerLength, length);
    headerLength += length;
  }

  /** The first page of data is here: hands out the headers, which are kept no longer. */
  void begin(Units out) {
    data = true;
    out.header(header, 0, headerLength);
  }

  /** The title in the comments of the first stream that has one, or nothing. */
  String title() {
    for (OggStream stream : streams) {
      String title = OggTitle.of(header, headerLength, stream);
      if (!title.isEmpty()) {
        return title;
      }
    }
    return "";
  }

  void forgetHeader() {
    header = EMPTY;
    headerLength = 0;
  }

  int held() {
    return headerLength;
  }

  int footprint() {
    return header.length;
  }
}
