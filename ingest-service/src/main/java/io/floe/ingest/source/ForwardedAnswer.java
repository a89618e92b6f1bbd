package io.floe.ingest.source;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection to an admin service: what it answers goes to the client as it comes, bytes as they
 * are, and no faster than the client takes it. Confined to the event loop of both.
 */
final class ForwardedAnswer extends ChannelInboundHandlerAdapter {

  /** How much longer than the first byte a whole answer may take. */
  private static final int WHOLE = 3;

  /** More than any page has. */
  private static final long MOST_BYTES = 64L << 20;

  private final long millis;
  private final Consumer<ForwardedAnswer> begins;
  private final Runnable never;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Channel client;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean over;
  private long bytes;

  /**
   * @param time until the first byte; a password may have to wait for its turn
   * @param begins called at the first byte, takes the client's connection by {@link #to}
   * @param never called instead when there is none
   */
  ForwardedAnswer(Duration time, Consumer<ForwardedAnswer> begins, Runnable never) {
    this.millis = time.toMillis();
    this.begins = begins;
    this.never = never;
  }

  @Override
  public void channelActive(ChannelHandlerContext at) {
    context = at;
    deadline(at, millis);
  }

  /** The client's connection is this one's from now on. */
  void to(Channel channel) {
    client = channel;
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    if (over || !(message instanceof ByteBuf part)) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (client == null) {
      deadline(at, WHOLE * millis);
      begins.accept(this);
    }
    Channel to = client;
    bytes += part.readableBytes();
    if (to == null || bytes > MOST_BYTES) {
      part.release();
      cut();
      return;
    }
    var _ = to.writeAndFlush(part, to.voidPromise());
    if (!to.isWritable()) {
      at.channel().config().setAutoRead(false);
    }
  }

  /** The client has taken what it was given. */
  void goOn() {
    ChannelHandlerContext at = context;
    if (at != null) {
      at.channel().config().setAutoRead(true);
    }
  }

  private void deadline(ChannelHandlerContext at, long time) {
    stop();
    deadline = at.executor().schedule(this::cut, time, TimeUnit.MILLISECONDS);
  }

  private void stop() {
    ScheduledFuture<?> running = deadline;
    deadline = null;
    if (running != null) {
      running.cancel(false);
    }
  }

  /** Ends both: what the client has is not whole, and it has to notice. */
  private void cut() {
    end(false);
    ChannelHandlerContext at = context;
    if (at != null) {
      var _ = at.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) {
    end(true);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    cut();
  }

  private void end(boolean whole) {
    if (over) {
      return;
    }
    over = true;
    stop();
    Channel to = client;
    if (to == null) {
      never.run();
    } else if (whole) {
      // Whoever does not take the rest has as long for it as for all of it.
      ScheduledFuture<?> last =
          to.eventLoop().schedule(() -> hangUp(to), WHOLE * millis, TimeUnit.MILLISECONDS);
      var _ =
          to.writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(taken -> {
                last.cancel(false);
                if (taken.isSuccess()) {
                  Farewell.say(to, Unpooled.EMPTY_BUFFER);
                }
              });
    } else {
      var _ = to.close();
    }
  }

  private static void hangUp(Channel client) {
    var _ = client.close();
  }
}
