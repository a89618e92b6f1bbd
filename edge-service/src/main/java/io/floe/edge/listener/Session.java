package io.floe.edge.listener;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.Link;
import io.floe.edge.ring.MountRing;
import io.floe.edge.ring.Piece;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.Mount;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One listener on its mount: a cursor into the ring, and whether its last write is through. The
 * only handler of its connection; there are many of these, so fields are few.
 *
 * <p>Confined to its event loop.
 */
final class Session extends ChannelInboundHandlerAdapter implements Ticked {

  private static final Logger LOG = Logger.getLogger(Session.class);

  /** Stream bytes of one write at most; the piece that crosses it is still whole. */
  private static final int MAX_WRITE = 1 << 20;

  /** What a client may still send after its request before it is cut off, in bytes. */
  private static final int MAX_CHATTER = 16 << 10;

  /** Shortest and longest tick, in slots: 100 ms, and 1.8 s so that no gap comes near 2.5 s. */
  private static final int SHORTEST = 100 / Round.SLOT_MILLIS;

  private static final int LONGEST = 1800 / Round.SLOT_MILLIS;

  /** So long after the start it is still being learnt how much audio the player has in hand. */
  private static final long SETTLING_NANOS = 3_000_000_000L;

  private final Port port;
  private final Visit visit;
  private LiveMount live;

  /** The mount this listener belongs to while it is sent another one; null: the one it is sent. */
  private @Nullable MountName home;

  private final @Nullable Metadata icy;
  private final short status;

  private @Nullable ChannelHandlerContext context;

  /** What the kernel knows the connection by; null where Netty does not tell. */
  private @Nullable Socket socket;

  /** Whether Netty still has something of ours to write. */
  private boolean queued;

  private boolean begun;
  private boolean waitsForEntry;
  private boolean gone;

  /** Index of the piece that comes next, and its position in the ring. */
  private long cursor;

  private long position;
  private @Nullable Link link;

  /** Slots between two writes. */
  private int period = SHORTEST;

  /** Audio that the player had in hand when it had settled, in ms, and the mount's stalls then. */
  private int inHand;

  private int stalled;

  private long begunAt;

  /** Where the player began, on the clock of the audio, in ms. */
  private long firstHeard;

  /** {@link System#nanoTime} at which this listener has listened as long as it may. */
  private long endsAt;

  private long sent;
  private int chatter;

  /** Bytes of an unfinished write at the last turn, -1 when it was through; since when. */
  private long stuck = -1;

  private long stuckSince;

  /**
   * @param live joined and its ring attached; the session leaves and detaches
   * @param asked the mount that was asked for, which may be another one
   */
  Session(Port port, Visit visit, LiveMount live, MountName asked, boolean icy, int status) {
    this.port = port;
    this.visit = visit;
    this.live = live;
    belong(asked);
    this.icy = icy ? new Metadata() : null;
    this.status = (short) status;
    this.endsAt = endOf(live.settings());
  }

  /** The mount that it is sent. */
  MountName mount() {
    return live.name();
  }

  /** The mount that it belongs to. */
  MountName home() {
    MountName elsewhere = home;
    return elsewhere == null ? live.name() : elsewhere;
  }

  /** Whether it is sent another mount than its own. */
  boolean away() {
    return home != null;
  }

  private void belong(MountName owner) {
    MountName before = home;
    if (before != null) {
      port.guests().remove(before);
    }
    home = owner.equals(live.name()) ? null : owner;
    if (home != null) {
      port.guests().add(owner);
    }
  }

  /** Whether it could go on with that mount. */
  boolean like(LiveMount other) {
    return live.info().contentType().equals(other.info().contentType());
  }

  private long endOf(Mount settings) {
    Long most = settings.maxDurationMs();
    return visit.acceptedNanos()
        + (most == null ? Long.MAX_VALUE / 2 : TimeUnit.MILLISECONDS.toNanos(most));
  }

  /** Takes over the connection: the response head and what the ring has, then a turn each tick. */
  void start(ChannelHandlerContext at, byte[] head) {
    context = at;
    if (at.channel() instanceof UnixChannel known && known.fd() instanceof Socket direct) {
      socket = direct;
    }
    Batch batch = port.round().batch();
    int next;
    try {
      batch.begin();
      batch.own(head);
      next = send(at, batch, System.nanoTime());
    } catch (RuntimeException | Error broken) {
      broke(broken);
      return;
    } finally {
      batch.letGo();
    }
    if (next != GONE) {
      port.round().join(this, next);
    }
  }

  @Override
  public int tick(long nanos) {
    ChannelHandlerContext at = context;
    if (gone || at == null) {
      return GONE;
    }
    if (nanos - endsAt >= 0) {
      port.counters().expired.increment();
      close();
      return GONE;
    }
    if (queued) {
      ChannelOutboundBuffer pending = at.channel().unsafe().outboundBuffer();
      if (pending == null) {
        return GONE;
      }
      if (!pending.isEmpty()) {
        return stuck(pending.totalPendingWriteBytes() - pending.currentProgress(), nanos);
      }
      queued = false;
      stuck = -1;
    }
    Batch batch = port.round().batch();
    batch.begin();
    return send(at, batch, nanos);
  }

  /** The last write is not through: nothing is added to it. */
  private int stuck(long left, long nanos) {
    if (left != stuck) {
      stuck = left;
      stuckSince = nanos;
    } else if (nanos - stuckSince > port.settings().dropAfter().toNanos()) {
      port.counters().drops.increment();
      close();
      return GONE;
    }
    return period;
  }

  /** Sends what there is, as one write. */
  private int send(ChannelHandlerContext at, Batch batch, long nanos) {
    MountRing ring = live.ring();
    boolean last = ring.ended(); // before head: nothing follows the head read after it
    long head = ring.head();
    Piece newest = cursor < head ? ring.piece(head - 1) : null;
    if (!begun && head > 0) {
      begin(ring, head, nanos, batch);
    }
    if (begun && cursor < head) {
      Piece next = ring.piece(cursor);
      if (next == null || late(newest, next)) {
        skip(ring, head);
      }
      fill(ring, head, batch);
    }
    long bytes = batch.bytes();
    if (!write(at, batch)) {
      return GONE;
    }
    if (bytes > 0) {
      account(bytes, nanos);
    }
    if (last && (!begun || cursor >= head)) {
      return drained();
    }
    if (newest != null) {
      settle(ring, newest, nanos);
    }
    return bytes > 0 ? period : Math.min(period, begun ? SHORTEST : 1);
  }

  /**
   * False when the connection is closed: before, and its descriptor may be somebody else's by now,
   * or because the client turned out to be gone.
   */
  private boolean write(ChannelHandlerContext at, Batch batch) {
    Socket direct = socket;
    if (direct != null && !direct.isOpen()) {
      return false;
    }
    queued |= !batch.send(at.channel(), queued ? null : direct);
    return direct == null || direct.isOpen();
  }

  private void begin(MountRing ring, long head, long nanos, Batch batch) {
    begun = true;
    begunAt = nanos;
    jump(ring, ring.burstStart(live.settings().burst()), head);
    Piece newest = ring.newest();
    Link current = newest == null ? null : newest.link();
    if (waitsForEntry && current != null && batch.add(current)) {
      link = current; // no burst, but a decoder that is ready for what comes
    }
  }

  /** Puts the cursor there. */
  private void jump(MountRing ring, long target, long head) {
    Piece at = target < head ? ring.piece(target) : null;
    Piece newest = ring.newest();
    cursor = target;
    waitsForEntry = at == null || !at.entry();
    position = at != null ? at.position() : newest != null ? newest.end() : position;
    firstHeard = at != null ? clock(at) : newest != null ? clock(newest) : 0;
  }

  /** Time of the audio itself: it stands still when nothing comes. In ms. */
  private static long clock(Piece piece) {
    return piece.capturedAt() - piece.stalledMillis();
  }

  private boolean late(@Nullable Piece newest, Piece next) {
    return newest != null
        && newest.arrivedNanos() - next.arrivedNanos() > port.settings().skipAfter().toNanos();
  }

  /** Leaves out what this listener is too late for. */
  private void skip(MountRing ring, long head) {
    long target = ring.burstStart(live.settings().burst());
    if (target <= cursor && ring.piece(cursor) != null) {
      return; // a newcomer would be as far behind: at a low bitrate the burst is long
    }
    long from = position;
    jump(ring, target, head);
    begunAt = System.nanoTime();
    inHand = 0;
    port.counters().skips.increment();
    port.counters().skippedBytes.add(Math.max(0, position - from));
  }

  private void fill(MountRing ring, long head, Batch batch) {
    long limit = batch.bytes() + MAX_WRITE;
    while (cursor < head && batch.bytes() < limit) {
      Piece piece = ring.piece(cursor);
      if (piece == null || !put(piece, batch)) {
        return; // lapped: the next turn skips
      }
      cursor++;
      position = piece.end();
    }
  }

  /** Adds one piece; false when its bytes are gone. */
  private boolean put(Piece piece, Batch batch) {
    Link itsLink = piece.link();
    boolean put = true;
    if (piece.header()) {
      if (itsLink != link) { // else sent already, ahead of its place
        put = bytes(piece, batch);
        link = put ? itsLink : link;
      }
    } else if (piece.entry() || !waitsForEntry) {
      if (itsLink != null && itsLink != link && icy == null && itsLink.length() > 0) {
        put = batch.add(itsLink);
      }
      link = put ? itsLink : link;
      put = put && bytes(piece, batch);
      waitsForEntry &= !put;
    }
    return put;
  }

  private boolean bytes(Piece piece, Batch batch) {
    return icy == null ? batch.add(piece, 0, piece.length()) : icy.add(piece, batch);
  }

  private void account(long bytes, long nanos) {
    if (sent == 0) {
      port.counters().firstAudio(nanos - visit.acceptedNanos());
    }
    sent += bytes;
    port.counters().bytes.add(bytes);
    port.counters().writes.increment();
  }

  /** A tick is a quarter of the audio that the player has in hand, to the nearest slot. */
  private void settle(MountRing ring, Piece newest, long nanos) {
    int stalls = newest.stalledMillis() - stalled;
    if (nanos - begunAt < SETTLING_NANOS) {
      long end = clock(newest) + length(ring, newest);
      int ahead =
          Math.clamp(end - firstHeard - (nanos - begunAt) / 1_000_000, 0, Integer.MAX_VALUE);
      // The newest chunk is up to its own length old, now more and now less.
      inHand = stalls == 0 ? Math.max(inHand, ahead) : ahead;
    } else if (stalls == 0) {
      return;
    } else {
      inHand -= stalls;
    }
    stalled = newest.stalledMillis();
    boolean low = live.settings().latency() == Mount.Latency.LOW;
    int quarter = low ? 0 : inHand / 4;
    period = Math.clamp((quarter + Round.SLOT_MILLIS / 2) / Round.SLOT_MILLIS, SHORTEST, LONGEST);
  }

  /** How long a chunk plays, in ms: as long as it took the one before it to come. */
  private static long length(MountRing ring, Piece piece) {
    Piece before = ring.piece(piece.index() - 1);
    if (before == null || before.epoch() != piece.epoch()) {
      return 0;
    }
    return Math.clamp(clock(piece) - clock(before), 0, 1000);
  }

  /** The ring has ended and everything is in the socket: a clean end. */
  private int drained() {
    ChannelHandlerContext at = context;
    if (at != null) {
      ChannelOutboundBuffer pending = at.channel().unsafe().outboundBuffer();
      if (pending != null && !pending.isEmpty()) {
        return period;
      }
    }
    close();
    return GONE;
  }

  /**
   * Goes on with another mount, from its next chunk on: at a frame, and in the same phase of the
   * metadata.
   *
   * @param owner the mount that it belongs to from now on
   * @return false when it has gone, or the mount has
   */
  boolean move(LiveMount to, MountName owner) {
    MountRing ring = to.ring();
    if (gone || !ring.attach()) {
      return false;
    }
    to.joined();
    live.left();
    live.ring().detach();
    live = to;
    belong(owner);
    link = null;
    if (begun) {
      long head = ring.head();
      jump(ring, head, head);
      Piece newest = ring.newest();
      stalled = newest == null ? 0 : newest.stalledMillis();
      begunAt = System.nanoTime();
    }
    endsAt = endOf(to.settings());
    port.counters().moved.increment();
    return true;
  }

  /** Closes it at an operator's wish; false when it has gone. */
  boolean kick() {
    if (gone) {
      return false;
    }
    port.counters().kicked.increment();
    close();
    return true;
  }

  /** The configuration has changed: ends it if its client is banned now. */
  void apply(ConfigSnapshot now, Mount settings) {
    endsAt = endOf(settings);
    if (!gone
        && (now.bans().contains(visit.address())
            || settings.refuses(visit.address(), visit.agent()))) {
      port.counters().bannedListeners.increment();
      close();
    }
  }

  private void close() {
    ChannelHandlerContext at = context;
    if (at != null) {
      Farewell.close(at);
    }
  }

  @Override
  public void broke(Throwable why) {
    LOG.error("A listener's turn failed; it is closed", why);
    port.counters().failures.increment();
    close();
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    chatter += message instanceof io.netty.buffer.ByteBuf bytes ? bytes.readableBytes() : 0;
    ReferenceCountUtil.release(message);
    if (chatter > MAX_CHATTER) {
      Farewell.close(at);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    Farewell.close(at); // the socket is gone; channelInactive does the rest
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
    if (gone) {
      return;
    }
    gone = true;
    live.left();
    live.ring().detach();
    belong(live.name());
    port.counters().listeners.decrementAndGet();
    port.log().record(visit, status, sent - Math.max(0, stuck));
    link = null;
  }
}
