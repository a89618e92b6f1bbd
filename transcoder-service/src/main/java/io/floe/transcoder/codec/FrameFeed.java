package io.floe.transcoder.codec;

import java.io.InputStream;

/**
 * Ends after each frame and goes on when it is given the next. Confined to one thread; never waits.
 */
final class FrameFeed extends InputStream {

  private byte[] bytes = new byte[0];
  private int at;
  private int end;

  /** The array is the caller's, and must stay as it is until it has been read. */
  void give(byte[] frame, int offset, int length) {
    bytes = frame;
    at = offset;
    end = offset + length;
  }

  @Override
  public int read() {
    return at < end ? bytes[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (at == end) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(bytes, at, target, offset, count);
    at += count;
    return count;
  }

  @Override
  public int available() {
    return end - at;
  }
}
