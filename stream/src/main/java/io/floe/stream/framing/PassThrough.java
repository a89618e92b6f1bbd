package io.floe.stream.framing;

/**
 * A stream whose units are not known: handed on as it comes, in pieces of at most 16 KiB, each of
 * which a listener may start with. Confined to one thread.
 */
final class PassThrough implements Framer {

  static final int PIECE = 16 << 10;

  @Override
  public void push(byte[] bytes, int offset, int length, Units out) {
    hand(bytes, offset, length, out);
  }

  @Override
  public void end(Units out) {}

  static void hand(byte[] bytes, int offset, int length, Units out) {
    int end = offset + length;
    for (int at = offset; at < end; at += PIECE) {
      out.audio(bytes, at, Math.min(PIECE, end - at), true);
    }
  }
}
