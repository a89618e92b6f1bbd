package io.floe.edge.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
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

  /** Sends {@code reply} in place of the handler at {@code at}, which is removed. */
  static void say(ChannelHandlerContext at, ByteBuf reply) {
    if (at.isRemoved() || !at.channel().isActive()) {
      reply.release();
      return;
    }
    at.pipeline().replace(at.handler(), null, new Farewell());
    var late = at.executor().schedule(() -> at.channel().close(), SEND_SECONDS, TimeUnit.SECONDS);
    at.channel()
        .writeAndFlush(reply)
        .addListener(sent -> {
          late.cancel(false);
          if (!sent.isSuccess()) {
            at.channel().close();
          } else {
            linger(at);
          }
        });
  }

  private static void linger(ChannelHandlerContext at) {
    var end = at.executor().schedule(() -> at.channel().close(), LINGER_SECONDS, TimeUnit.SECONDS);
    at.channel().closeFuture().addListener(closed -> end.cancel(false));
    ((SocketChannel) at.channel()).shutdownOutput();
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    chatter += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    ReferenceCountUtil.release(message);
    if (chatter > MAX_CHATTER) {
      at.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    at.close();
  }
}
