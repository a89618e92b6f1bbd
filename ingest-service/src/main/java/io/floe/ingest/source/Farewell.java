package io.floe.ingest.source;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The last handler of a connection: says the last words, then reads and drops what still comes
 * until the client closes too, for 2 s at most. Closing at once with unread bytes would reset the
 * connection, and the client might never see the words. Confined to the connection's event loop.
 */
final class Farewell extends ChannelInboundHandlerAdapter {

  private static final int LINGER_MILLIS = 2000;

  private Farewell() {}

  /** Ends the connection; takes over from the handlers that are there. */
  static void say(Channel channel, ByteBuf lastWords) {
    while (channel.pipeline().last() != null) {
      channel.pipeline().removeLast();
    }
    channel.pipeline().addLast(new Farewell());
    channel.config().setAutoRead(true);
    var _ =
        channel
            .writeAndFlush(lastWords)
            .addListener(
                (ChannelFutureListener)
                    written -> {
                      if (written.isSuccess()
                          && channel instanceof DuplexChannel duplex
                          && !duplex.isInputShutdown()) {
                        var _ = duplex.shutdownOutput();
                      } else {
                        var _ = channel.close();
                      }
                    });
    ScheduledFuture<?> deadline =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  var _ = channel.close();
                },
                LINGER_MILLIS,
                TimeUnit.MILLISECONDS);
    var _ = channel.closeFuture().addListener(closed -> deadline.cancel(false));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    // Our own half-close is an event too, and no reason to hurry.
    if (event instanceof ChannelInputShutdownEvent) {
      var _ = context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }
}
