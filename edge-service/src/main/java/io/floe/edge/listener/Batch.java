package io.floe.edge.listener;

import io.floe.edge.ring.Link;
import io.floe.edge.ring.Piece;
import io.floe.edge.ring.Spans;
import io.floe.edge.ring.Title;
import io.netty.channel.Channel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one listener gets in one turn and writes it at once. A socket of the kernel is
 * written to directly, past Netty's queue, which costs several times what this does; Netty gets
 * only what the socket has no room for, and everything where there is no such socket. {@link #add}
 * answers false when the ring has let go of the bytes.
 *
 * <p>Confined to its event loop, which has only one.
 */
final class Batch {

  private final Spans spans = new Spans();
  private long bytes;

  /** A write begins. */
  void begin() {
    spans.clear();
    bytes = 0;
  }

  /** Part of a piece. */
  boolean add(Piece piece, int from, int size) {
    boolean there = spans.add(piece, from, size);
    bytes += there ? size : 0;
    return there;
  }

  /** All header pages of a link. */
  boolean add(Link link) {
    boolean there = spans.add(link);
    bytes += there ? link.length() : 0;
    return there;
  }

  /** The ICY block of a title. */
  boolean add(Title title) {
    boolean there = spans.add(title);
    bytes += there ? title.length() : 0;
    return there;
  }

  /** The ICY block that says that the title is still the same. */
  void unchanged() {
    spans.unchanged();
    bytes++;
  }

  /** Bytes of this listener's own, such as the response head; not counted. */
  void own(byte[] head) {
    spans.own(head);
  }

  /** Stream bytes so far. */
  long bytes() {
    return bytes;
  }

  /**
   * Sends everything.
   *
   * @param direct the socket of the channel, for which Netty has nothing left to write; null when
   *     there is none, or it has
   * @return whether all of it is in the socket; the rest is with Netty
   */
  boolean send(Channel channel, @Nullable Socket direct) {
    int span = 0;
    int from = 0;
    if (direct != null) {
      try {
        for (int number; (number = spans.count() - span) > 0; ) {
          number = Math.min(number, Spans.MOST);
          long left = write(direct, span, number);
          for (; number > 0 && left >= spans.length(span); number--) {
            left -= spans.length(span++);
          }
          if (number > 0) {
            from = (int) left;
            break;
          }
        }
      } catch (IOException gone) {
        var _ = channel.close();
        return true;
      }
    }
    if (span == spans.count()) {
      return true;
    }
    for (; span < spans.count(); span++, from = 0) {
      // The void promise allocates nothing; a failed write shows as an exception in the pipeline.
      var _ = channel.write(spans.rest(span, from), channel.voidPromise());
    }
    channel.flush();
    return false;
  }

  private long write(Socket socket, int span, int number) throws IOException {
    return number == 1
        ? socket.sendAddress(spans.address(span), 0, spans.length(span))
        : socket.writevAddresses(spans.vector(span, number), number);
  }

  /** The memory of all writes since the last call may go. */
  void letGo() {
    spans.letGo();
  }
}
