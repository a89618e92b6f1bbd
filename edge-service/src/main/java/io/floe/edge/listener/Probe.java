package io.floe.edge.listener;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.Link;
import io.floe.edge.ring.MountRing;
import io.floe.edge.ring.Piece;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A player that asks for the first few bytes to see whether ranges work (docs/icecast-compat.md,
 * Range rule): waits for a cold ring to have them, and is no listener.
 *
 * <p>Confined to its event loop.
 */
final class Probe implements Ticked {

  private static final int TURNS = 2000 / Round.SLOT_MILLIS;

  private final Reception reception;
  private final LiveMount live;
  private final int wanted;
  private final byte[] head;
  private @Nullable ChannelHandlerContext context;
  private int turns;

  /**
   * @param live its ring attached; the probe detaches
   */
  Probe(Reception reception, LiveMount live, int wanted, byte[] head) {
    this.reception = reception;
    this.live = live;
    this.wanted = wanted;
    this.head = head;
  }

  void start(ChannelHandlerContext at) {
    context = at;
  }

  @Override
  public int tick(long nanos) {
    ChannelHandlerContext at = context;
    if (at == null || at.isRemoved() || !at.channel().isActive()) {
      return done();
    }
    byte[] bytes = first(live.ring(), wanted);
    turns++;
    if (bytes.length < wanted && turns < TURNS && !live.ring().ended()) {
      return 1;
    }
    reception.probed(at, head, bytes.length < wanted ? new byte[0] : bytes);
    return done();
  }

  private int done() {
    context = null;
    live.ring().detach();
    return GONE;
  }

  @Override
  public void broke(Throwable why) {
    ChannelHandlerContext at = context;
    if (at != null) {
      Farewell.close(at);
      done();
    }
  }

  /** What a listener who comes now would hear first; fewer when the ring has not got them. */
  static byte[] first(MountRing ring, int wanted) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long end = ring.head();
    long start = ring.burstStart(Math.max(wanted, 1 << 16));
    long at = start < end ? start : Math.max(0, end - 1);
    Piece opening = at < end ? ring.piece(at) : null;
    Link link = opening == null ? null : opening.link();
    if (link != null) {
      copy(link.window(), out);
    }
    for (; at < end && out.size() < wanted; at++) {
      Piece piece = ring.piece(at);
      if (piece != null && !piece.header()) {
        copy(piece.window(0, piece.length()), out);
      }
    }
    return Arrays.copyOf(out.toByteArray(), Math.min(wanted, out.size()));
  }

  private static void copy(@Nullable ByteBuf window, ByteArrayOutputStream out) {
    if (window != null) {
      byte[] bytes = new byte[window.readableBytes()];
      window.readBytes(bytes);
      window.release();
      out.writeBytes(bytes);
    }
  }
}
