package io.floe.ingest.source;

import io.floe.stream.framing.Framer;
import io.floe.stream.origin.Chunker;
import io.floe.stream.origin.OriginStream;
import io.floe.stream.origin.SourceControl;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.client.Address;
import io.floe.wire.config.Mount.Latency;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One encoder that owns its mount: its bytes into units, chunks and the origin, until either side
 * ends. Confined to the connection's event loop, but for {@link SourceControl} and {@link #end}.
 */
final class SourceSession extends ChannelInboundHandlerAdapter implements SourceControl {

  private static final Logger LOG = Logger.getLogger(SourceSession.class);

  /** Bytes on their way to the ring at which reading stops. */
  static final int MOST_UNDER_WAY = 1 << 20;

  /**
   * As long as fewer bytes than the longest Ogg page has have come since the last audio, the next
   * page may be on its way through a slow line: it is given {@link #PAGE_MILLIS}.
   */
  private static final int PAGE_BYTES = 64 << 10;

  private static final int PAGE_MILLIS = 60_000;

  /** The same of all sources together, beyond which each has one read under way at a time. */
  static final long MOST_TOGETHER = Math.min(32 << 20, Runtime.getRuntime().maxMemory() / 8);

  private static final int RESUME_BELOW = MOST_UNDER_WAY / 2;
  private static final int SPAN_MILLIS = 200;
  private static final int SPAN_MILLIS_LOW = 50;

  private static final FastThreadLocal<byte[]> PIECE =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[16 << 10];
        }
      };

  private final Channel channel;
  private final Entrant entrant;
  private final Framer framer;
  private final Chunker chunker;
  private final LiveSources live;
  private final PlaylistLog playlist;
  private final Runnable left;
  private final SourceCounters counters;
  private final AtomicLong underWay = new AtomicLong();
  private volatile long lastByte = System.nanoTime();
  private volatile long lastAudio = System.nanoTime();
  private volatile boolean paused;
  private volatile @Nullable String evicted;
  private @Nullable OriginStream stream;
  private @Nullable ScheduledFuture<?> watch;
  private boolean flushArmed;
  private boolean over; // takes no more bytes
  private boolean ended; // makes no more chunks
  private long received;
  private long receivedAtAudio; // how much of it had come with the last audio

  /**
   * @param left called once when it is over, by whoever ended it
   */
  SourceSession(
      Channel channel,
      Entrant entrant,
      Framer framer,
      LiveSources live,
      PlaylistLog playlist,
      Runnable left,
      SourceCounters counters) {
    this.channel = channel;
    this.entrant = entrant;
    this.framer = framer;
    this.live = live;
    this.playlist = playlist;
    this.left = left;
    this.counters = counters;
    this.chunker =
        new Chunker(
            entrant.settings().latency() == Latency.LOW ? SPAN_MILLIS_LOW : SPAN_MILLIS,
            System::nanoTime,
            System::currentTimeMillis,
            new ToOrigin());
  }

  MountName mount() {
    return entrant.mount();
  }

  StreamInfo info() {
    return entrant.info();
  }

  Address address() {
    return entrant.address();
  }

  /** Whose source password let it in, empty when it was the mount's own. */
  String tenant() {
    return entrant.encoder().tenant();
  }

  /** The tenant that let it in, by its password or by that of a mount that was its own then. */
  String owner() {
    return entrant.owner();
  }

  String agent() {
    return entrant.encoder().agent();
  }

  /**
   * The mount is ours: greets the encoder and takes the connection over.
   *
   * @param held bytes that came before; given away
   */
  void begin(OriginStream owned, ByteBuf held) {
    stream = owned;
    lastByte = System.nanoTime();
    lastAudio = lastByte;
    live.add(this);
    LOG.infof(
        "Source on %s: %s from %s, agent '%s'",
        entrant.mount(),
        Escaped.log(entrant.info().contentType(), 100),
        entrant.encoder().address(),
        Escaped.log(entrant.encoder().agent(), 100));
    while (channel.pipeline().last() != null) {
      channel.pipeline().removeLast();
    }
    channel.pipeline().addLast(this);
    if (evicted != null) {
      held.release();
      close(evicted);
      return;
    }
    say(entrant.greeting().start());
    watch();
    receive(held);
    if (channel instanceof DuplexChannel duplex && duplex.isInputShutdown()) {
      close("the encoder closed the connection");
    } else if (!paused && !over) {
      channel.config().setAutoRead(true);
    }
  }

  private void say(String words) {
    if (!words.isEmpty()) {
      var _ = channel.writeAndFlush(Unpooled.copiedBuffer(words, StandardCharsets.ISO_8859_1));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    receive((ByteBuf) message);
  }

  private void receive(ByteBuf bytes) {
    try {
      int n = bytes.readableBytes();
      if (n > 0) {
        lastByte = System.nanoTime();
        received += n;
        counters.received(n);
      }
      byte[] piece = PIECE.get();
      while (bytes.isReadable() && !over) {
        int length = Math.min(piece.length, bytes.readableBytes());
        bytes.readBytes(piece, 0, length);
        switch (entrant.body().take(piece, 0, length, this::frame)) {
          case MORE -> {}
          case END -> bodyEnded();
          case BROKEN -> bodyBroken();
        }
      }
    } finally {
      bytes.release();
    }
    armFlush();
  }

  private void frame(byte[] bytes, int offset, int length) {
    if (!over && length > 0) {
      framer.push(bytes, offset, length, chunker);
    }
  }

  private void bodyEnded() {
    finish("the encoder ended the stream");
    String answer = entrant.greeting().end();
    if (answer.isEmpty()) {
      var _ = channel.close();
    } else {
      Farewell.say(channel, Unpooled.copiedBuffer(answer, StandardCharsets.ISO_8859_1));
    }
  }

  private void bodyBroken() {
    String reason = "the chunked encoding is broken";
    finish(reason);
    if (entrant.greeting().end().isEmpty()) {
      var _ = channel.close();
    } else {
      Farewell.say(
          channel,
          Replies.bytes(
              Replies.text(400, "The source was ended: " + reason + "."),
              true,
              false,
              false,
              "Floe"));
    }
  }

  private void armFlush() {
    if (chunker.pending() && !flushArmed && !over) {
      flushArmed = true;
      var _ = channel.eventLoop().schedule(this::flushDue, chunker.due(), TimeUnit.NANOSECONDS);
    }
  }

  private void flushDue() {
    flushArmed = false;
    if (!over) {
      if (chunker.pending() && chunker.due() <= 0) {
        chunker.flush();
      }
      armFlush();
    }
  }

  private void watch() {
    int timeout = entrant.settings().sourceTimeoutMs();
    boolean page = received - receivedAtAudio < PAGE_BYTES;
    int soundless = page ? Math.max(timeout, PAGE_MILLIS) : timeout;
    long leftOfSilence = timeout - silentMillis();
    // Looked at every now and then: a page may have turned out to be none.
    long leftOfAudio = soundless - soundlessMillis();
    if (leftOfSilence <= 0) {
      counters.sourceTimedOut();
      close("silent for " + timeout / 1000.0 + " s");
    } else if (leftOfAudio <= 0) {
      counters.sourceTimedOut();
      close(
          "no audio for "
              + soundless / 1000.0
              + " s, only other bytes; let the encoder send "
              + Escaped.log(entrant.info().contentType(), 100)
              + ", without tags of that length, or announce what it sends");
    } else if (!over) {
      long next = Math.min(timeout, Math.min(leftOfSilence, leftOfAudio));
      watch = channel.eventLoop().schedule(this::watch, next, TimeUnit.MILLISECONDS);
    }
  }

  /** While we do not read, nobody can say that the encoder is silent. */
  @Override
  public long silentMillis() {
    return since(lastByte);
  }

  @Override
  public long soundlessMillis() {
    return since(lastAudio);
  }

  private long since(long nanos) {
    return paused ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  @Override
  public void evict(String reason) {
    evicted = reason;
    end(reason);
  }

  /** Ends it from outside. Idempotent, any thread. */
  void end(String reason) {
    try {
      channel.eventLoop().execute(() -> close(reason));
    } catch (RejectedExecutionException stopped) {
      var _ = channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    finish("the encoder closed the connection");
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      close("the encoder closed the connection");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debugf(cause, "source on %s", entrant.mount());
    close("the connection broke: " + Escaped.log(String.valueOf(cause.getMessage()), 100));
  }

  private void close(String reason) {
    finish(reason);
    var _ = channel.close();
  }

  private void finish(String reason) {
    OriginStream owned = stream;
    if (over || owned == null) {
      return;
    }
    over = true;
    try {
      if (evicted == null) {
        framer.end(chunker);
        chunker.flush();
      }
    } finally {
      // Whatever happens to the last bytes, the mount is free again.
      ended = true;
      if (watch != null) {
        watch.cancel(false);
      }
      owned.end(reason);
      live.remove(this);
      left.run();
    }
    LOG.infof("Source on %s ended after %d bytes: %s", entrant.mount(), received, reason);
  }

  private void pause() {
    paused = true;
    channel.config().setAutoRead(false);
    if (mayResume()) {
      resume();
    }
  }

  private boolean mayResume() {
    long own = underWay.get();
    return own == 0 || (own < RESUME_BELOW && counters.underWay() <= MOST_TOGETHER);
  }

  private void resume() {
    if (paused && !over) {
      lastByte = System.nanoTime();
      lastAudio = lastByte;
      paused = false;
      channel.config().setAutoRead(true);
    }
  }

  // On the bus thread.
  private void taken(int bytes) {
    underWay.addAndGet(-bytes);
    counters.underWay(-bytes);
    if (paused && mayResume()) {
      try {
        channel.eventLoop().execute(this::resume);
      } catch (RejectedExecutionException stopped) {
        LOG.debug("a chunk was taken after the port had stopped");
      }
    }
  }

  private final class ToOrigin implements Chunker.Out {
    @Override
    public void chunk(Chunk.Kind kind, long capturedAt, boolean entry, byte[] payload) {
      if (ended || evicted != null) {
        return;
      }
      if (kind == Chunk.Kind.AUDIO) {
        lastAudio = System.nanoTime();
        receivedAtAudio = received;
      }
      int bytes = payload.length;
      long now = underWay.addAndGet(bytes);
      long together = counters.underWay(bytes);
      Objects.requireNonNull(stream).append(kind, capturedAt, entry, payload, () -> taken(bytes));
      if ((now > MOST_UNDER_WAY || together > MOST_TOGETHER) && !paused) {
        pause();
      }
    }

    @Override
    public void titled(String title) {
      counters.titled();
      if (!title.isEmpty()) {
        playlist.played(entrant.mount(), title);
      }
    }

    @Override
    public void skipped(int bytes) {
      counters.skipped(bytes);
    }

    @Override
    public void failed(String reason) {
      close(reason);
    }
  }
}
