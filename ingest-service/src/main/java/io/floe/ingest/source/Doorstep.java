package io.floe.ingest.source;

import io.floe.wire.client.Address;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection stands until it is let in: the bytes that nobody has taken yet, and the time
 * that is left. Owns the bytes, and has its place until it is a source. Confined to the
 * connection's event loop.
 */
final class Doorstep {

  private final Channel channel;
  private final Places.Place place;
  private Address address;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private @Nullable ScheduledFuture<?> deadline;

  /**
   * @param address of the peer, or of the client that a trusted proxy has named for the connection
   */
  Doorstep(Channel channel, Address address, Places.Place place) {
    this.channel = channel;
    this.place = place;
    this.address = address;
  }

  Channel channel() {
    return channel;
  }

  Places.Place place() {
    return place;
  }

  /** Whom the connection belongs to, whatever its requests say. */
  Address address() {
    return address;
  }

  /** A trusted proxy says whose connection it is; whether there is a place for it. */
  boolean belongsTo(Address client) {
    address = client;
    return place.belongsTo(client);
  }

  /** The bytes that are not taken yet; read from them what is taken. */
  ByteBuf held() {
    return held;
  }

  /** Adds bytes; they are given away. */
  void add(ByteBuf more) {
    if (!held.isReadable()) {
      held.release();
      held = more;
    } else {
      held.discardSomeReadBytes();
      held.writeBytes(more);
      more.release();
    }
  }

  /** Gives all bytes away. */
  ByteBuf handOver() {
    ByteBuf given = held;
    held = Unpooled.EMPTY_BUFFER;
    return given;
  }

  /**
   * Runs {@code late} unless another deadline is set, or none, before {@code time} is over, or all
   * that a connection has which is no source.
   */
  void deadline(Duration time, Runnable late) {
    noDeadline();
    long nanos = place.within(time).toNanos();
    deadline = channel.eventLoop().schedule(late, nanos, TimeUnit.NANOSECONDS);
  }

  void noDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  /** Stops reading from the socket: what the client sends waits in the kernel. */
  void pause() {
    channel.config().setAutoRead(false);
  }

  void resume() {
    channel.config().setAutoRead(true);
  }

  /** Runs {@code task} on the event loop. Any thread. */
  void onLoop(Runnable task) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException stopped) {
      close();
    }
  }

  /** Says this; the bytes are given away. */
  void say(ByteBuf words) {
    var _ = channel.writeAndFlush(words, channel.voidPromise());
  }

  void say(String latin1) {
    say(Unpooled.copiedBuffer(latin1, StandardCharsets.ISO_8859_1));
  }

  /** Closes the connection. Any thread. */
  void close() {
    var _ = channel.close();
  }

  /** Nothing is waited for any more. */
  void leave() {
    noDeadline();
    held.release();
    held = Unpooled.EMPTY_BUFFER;
  }
}
