package io.floe.edge.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection that got a whole reply: sends it, closes the sending side, and reads what
 * the client still says for a moment. A socket closed with unread bytes is reset, and the reply
 * would be lost with it. What a client has not taken waits in the body that all share, but for one
 * slice.
 *
 * <p>Confined to its event loop.
 */
final class Farewell extends ChannelInboundHandlerAdapter {

  private static final byte[] NOTHING = {};
  private static final int MAX_CHATTER = 64 << 10;
  private static final long SEND_SECONDS = 30;

  /** What one who does not read can have of the memory that audio needs, in bytes. */
  private static final int SLICE = 16 << 10;

  private static final long LINGER_SECONDS = 2;

  private final byte[] body;
  private int done;
  private int chatter;

  private Farewell(byte[] body) {
    this.body = body;
  }

  /**
   * Sends a reply and ends the connection; the handler at {@code at} is removed.
   *
   * @param body not changed by anybody any more
   */
  static void say(ChannelHandlerContext at, byte[] head, byte[] body) {
    if (at.isRemoved() || !at.channel().isActive()) {
      return;
    }
    Farewell farewell = new Farewell(body);
    at.pipeline().replace(at.handler(), null, farewell);
    ScheduledFuture<?> late = closeIn(at, SEND_SECONDS);
    farewell.send(at, head, late);
  }

  /** Sends those bytes and the next slice, and when they are through the rest. */
  private void send(ChannelHandlerContext at, byte[] before, ScheduledFuture<?> late) {
    int length = Math.min(SLICE, body.length - done);
    ByteBuf out = at.alloc().ioBuffer(before.length + length);
    out.writeBytes(before).writeBytes(body, done, length);
    done += length;
    var _ =
        at.channel()
            .writeAndFlush(out)
            .addListener(sent -> {
              if (sent.isSuccess() && done < body.length) {
                send(at, NOTHING, late);
                return;
              }
              late.cancel(false);
              if (sent.isSuccess()) {
                linger(at);
              } else {
                close(at);
              }
            });
  }

  /** Closes the connection; what happens then, its handler hears. */
  static void close(ChannelHandlerContext at) {
    var _ = at.channel().close();
  }

  private static void linger(ChannelHandlerContext at) {
    ScheduledFuture<?> end = closeIn(at, LINGER_SECONDS);
    var _ = at.channel().closeFuture().addListener(closed -> end.cancel(false));
    var _ = ((SocketChannel) at.channel()).shutdownOutput();
  }

  private static ScheduledFuture<?> closeIn(ChannelHandlerContext at, long seconds) {
    return at.executor().schedule(() -> close(at), seconds, TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    chatter += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    ReferenceCountUtil.release(message);
    if (chatter > MAX_CHATTER) {
      close(at);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    close(at);
  }
}
