package io.floe.edge.listener;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.live.News;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One who follows {@code /events}, and is no listener. It has a place in the news and one slice of
 * them under way: what it has not taken waits in the text that all share.
 *
 * <p>Confined to its event loop.
 */
final class Follower extends ChannelInboundHandlerAdapter implements Ticked {

  private static final Logger LOG = Logger.getLogger(Follower.class);

  /** Between two looks at the news, in slots. */
  private static final int PERIOD = 500 / Round.SLOT_MILLIS;

  /** What one who does not read can have of our memory, in bytes. */
  private static final int SLICE = 16 << 10;

  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final int MAX_CHATTER = 16 << 10;

  private static final byte[] START = "retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ALIVE = ": still here\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Port port;
  private final Visit visit;

  /** The one that is followed; empty: all that are public. */
  private final Optional<MountName> mount;

  /** Of the last event that it says to have heard; null once its place is known. */
  private @Nullable String id;

  /** Those that it was last held against. */
  private @Nullable ConfigSnapshot rules;

  private long place = -1;
  private byte[] text = START;
  private int done;
  private @Nullable ChannelHandlerContext context;
  private long sent;
  private long spokenAt;
  private final Stuck stuck = new Stuck();
  private int chatter;
  private boolean gone;

  /** Counted already among those who follow. */
  Follower(Port port, Visit visit, Optional<MountName> mount, Optional<String> id) {
    this.port = port;
    this.visit = visit;
    this.mount = mount;
    this.id = id.orElse(null);
  }

  /** Takes over the connection. */
  void start(ChannelHandlerContext at, byte[] head) {
    context = at;
    spokenAt = System.nanoTime();
    var _ = at.write(Unpooled.wrappedBuffer(head), at.voidPromise());
    int next = tick(spokenAt);
    if (next != GONE) {
      port.round().join(this, PERIOD);
    }
  }

  @Override
  public int tick(long nanos) {
    ChannelHandlerContext at = context;
    if (gone || at == null) {
      return GONE;
    }
    if (ruledOut()) {
      port.counters().bannedListeners.increment();
      Farewell.close(at);
      return GONE;
    }
    ChannelOutboundBuffer pending = at.channel().unsafe().outboundBuffer();
    if (pending == null) {
      return GONE;
    }
    do {
      if (!pending.isEmpty()) {
        return stuck(at, pending.totalPendingWriteBytes() - pending.currentProgress(), nanos);
      }
      stuck.through();
      if (done == text.length && !next(nanos)) {
        return PERIOD;
      }
      slice(at, nanos);
    } while (!gone);
    return GONE;
  }

  /** Whether it may not follow any more; looked at when the rules may have changed. */
  @SuppressWarnings("ReferenceEquality") // the same snapshot, not an equal one: comparing is dear
  private boolean ruledOut() {
    ConfigSnapshot now = port.config().current();
    if (now == rules) {
      return false;
    }
    rules = now;
    return now.bans().contains(visit.address())
        || mount
            .filter(name -> now.settings(name).refuses(visit.address(), visit.agent()))
            .isPresent();
  }

  /** Whether there is something to say. */
  private boolean next(long nanos) {
    News news = port.news().apply(mount).orElse(null);
    if (news != null) {
      String known = id;
      if (known != null) {
        id = null;
        place = news.place(known);
        if (news.reaches(place)) {
          port.counters().resumed.increment();
        }
      }
      Optional<News.Said> said = news.next(place);
      if (said.isPresent()) {
        text = said.get().text();
        place = said.get().number();
        done = 0;
        return true;
      }
    }
    if (nanos - spokenAt >= HEARTBEAT_NANOS) {
      text = ALIVE;
      done = 0;
      return true;
    }
    return false;
  }

  private void slice(ChannelHandlerContext at, long nanos) {
    int length = Math.min(SLICE, text.length - done);
    ByteBuf slice = Unpooled.wrappedBuffer(text, done, length);
    done += length;
    sent += length;
    spokenAt = nanos;
    port.counters().newsBytes.add(length);
    var _ = at.writeAndFlush(slice, at.voidPromise());
  }

  /** The last slice is not through: nothing is added to it. */
  private int stuck(ChannelHandlerContext at, long left, long nanos) {
    if (stuck.over(left, nanos, port.settings().dropAfter().toNanos())) {
      port.counters().slowFollowers.increment();
      Farewell.close(at);
      return GONE;
    }
    return 1;
  }

  @Override
  public void broke(Throwable why) {
    LOG.error("A turn of one who follows events failed; it is closed", why);
    port.counters().failures.increment();
    ChannelHandlerContext at = context;
    if (at != null) {
      Farewell.close(at);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    chatter += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    ReferenceCountUtil.release(message);
    if (chatter > MAX_CHATTER) {
      Farewell.close(at);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    Farewell.close(at);
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) {
    leave();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext at) {
    leave();
  }

  private void leave() {
    if (!gone) {
      gone = true;
      port.counters().followers.decrementAndGet();
      port.log().record(visit, 200, sent);
    }
  }
}
