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
 * would be lost with it.
 *
 * <p>Confined to its event loop.
 */
final class Farewell extends ChannelInboundHandlerAdapter {

  private static final int MAX_CHATTER = 64 << 10;
  private static final long SEND_SECONDS = 10;
  private static final long LINGER_SECONDS = 2;

  private int chatter;

  /** Sends {@code reply} and ends the connection; the handler at {@code at} is removed. */
  static void say(ChannelHandlerContext at, ByteBuf reply) {
    if (at.isRemoved() || !at.channel().isActive()) {
      reply.release();
      return;
    }
    at.pipeline().replace(at.handler(), null, new Farewell());
    ScheduledFuture<?> late = closeIn(at, SEND_SECONDS);
    var _ =
        at.channel()
            .writeAndFlush(reply)
            .addListener(sent -> {
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
