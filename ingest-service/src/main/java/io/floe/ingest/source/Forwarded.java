package io.floe.ingest.source;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * The last handler of a client whose answer comes from an admin service: what it still says is
 * dropped. Confined to the connection's event loop.
 */
final class Forwarded extends ChannelInboundHandlerAdapter {

  private static final int MOST_CHATTER = 64 << 10;

  private final ForwardedAnswer answer;
  private int chatter;

  Forwarded(ForwardedAnswer answer) {
    this.answer = answer;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext at) {
    if (at.channel().isWritable()) {
      answer.goOn();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    chatter += message instanceof io.netty.buffer.ByteBuf part ? part.readableBytes() : 0;
    ReferenceCountUtil.release(message);
    if (chatter > MOST_CHATTER) {
      var _ = at.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    var _ = at.close();
  }
}
