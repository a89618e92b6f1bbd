package io.floe.edge.listener;

import io.floe.edge.mount.LiveMount;
import io.floe.edge.ring.Link;
import io.floe.edge.ring.MountRing;
import io.floe.edge.ring.Piece;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.Mount;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.ReferenceCountUtil;
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

  /** A write that is not through after so many times the patience with a socket is the last. */
  private static final int UNFINISHED = 3;

  /** What a client may still send after its request before it is cut off, in bytes. */
  private static final int MAX_CHATTER = 16 << 10;

  private final Port port;
  private final Visit visit;

  /** Unique in the cluster. */
  private final long number;

  private LiveMount live;
  private final Belonging belonging;
  private final @Nullable Metadata icy;
  private final short status;
  private final @Nullable Ticket ticket;

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

  private final Pace pace = new Pace();

  /** {@link System#nanoTime} at which this listener has listened as long as it may. */
  private long endsAt;

  private long sent;

  /** Bytes of those that are not in the mount's tally, because the last write is not through. */
  private long owed;

  private int chatter;

  /** The day that the history has this listener on, see {@link VisitBook}. */
  private long day;

  private final Stuck stuck = new Stuck();

  /** When the write was begun that is not through. */
  private long unfinishedSince;

  /**
   * @param live joined and its ring attached; the session leaves and detaches
   * @param asked the mount that was asked for, which may be another one
   * @param ticket what the hook of that mount was shown; null: it has none
   */
  Session(
      Port port,
      Visit visit,
      LiveMount live,
      MountName asked,
      boolean icy,
      int status,
      @Nullable Ticket ticket) {
    this.port = port;
    this.visit = visit;
    this.ticket = ticket;
    this.number = ticket == null ? port.numbers().getAsLong() : ticket.number();
    this.live = live;
    this.belonging = new Belonging(port);
    belonging.to(asked, live);
    this.icy = icy ? new Metadata() : null;
    this.status = (short) status;
    this.endsAt = Ticket.end(ticket, visit, settings());
    live.tally().visited();
    this.day = port.visits().came(live.name(), visit.address(), visit.agent());
  }

  long number() {
    return number;
  }

  /** Whether it has ended, and only its turn is left. */
  boolean gone() {
    return gone;
  }

  /** The mount that it is sent. */
  MountName mount() {
    return live.name();
  }

  /** The mount that it belongs to. */
  MountName home() {
    return belonging.mount(live);
  }

  /** Whether it is sent another mount than its own. */
  boolean away() {
    return belonging.away();
  }

  /** Those of the mount that it belongs to. */
  private Mount settings() {
    return belonging.settings(live);
  }

  /** What is told of it. */
  Message.Listener described() {
    long connected =
        System.currentTimeMillis() - (System.nanoTime() - visit.acceptedNanos()) / 1_000_000;
    int behind = begun ? live.ring().behind(cursor) : 0;
    return new Message.Listener(
        number, visit.address().toString(), visit.agent(), Math.max(0, connected), behind);
  }

  /** Whether it could go on with that mount. */
  boolean like(LiveMount other) {
    return live.info().contentType().equals(other.info().contentType());
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
      stuck.through();
      settle();
    }
    Batch batch = port.round().batch();
    batch.begin();
    return send(at, batch, nanos);
  }

  /** The last write is not through: nothing is added to it. */
  private int stuck(long left, long nanos) {
    long patience = port.settings().dropAfter().toNanos();
    // One that takes a few bytes now and then would keep audio that the ring has let go of.
    boolean over = nanos - unfinishedSince > UNFINISHED * patience;
    if (over || stuck.over(left, nanos, patience)) {
      port.counters().drops.increment();
      close();
      return GONE;
    }
    return pace.period();
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
    unfinishedSince = nanos;
    if (bytes > 0) {
      account(bytes, nanos);
    }
    if (last && (!begun || cursor >= head)) {
      return drained();
    }
    if (newest != null) {
      pace.settle(live, newest, nanos);
    }
    return bytes > 0 ? pace.period() : begun ? Pace.SHORTEST : 1;
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
    pace.begin(nanos);
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
    pace.heard(at == null ? newest : at);
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
    pace.skipped(System.nanoTime());
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
    owed += bytes;
    if (!queued) {
      settle();
    }
    port.counters().bytes.add(bytes);
    port.counters().writes.increment();
  }

  /** What was written is with the kernel. */
  private void settle() {
    if (owed > 0) {
      live.tally().sent(owed);
      owed = 0;
    }
  }

  /** The ring has ended and everything is in the socket: a clean end. */
  private int drained() {
    ChannelHandlerContext at = context;
    if (at != null) {
      ChannelOutboundBuffer pending = at.channel().unsafe().outboundBuffer();
      if (pending != null && !pending.isEmpty()) {
        return pace.period();
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
    if (gone || ruledOut(to.settings()) || !ring.attach()) {
      return false;
    }
    Piece last = live.ring().newest();
    to.joined();
    to.tally().joined();
    live.left();
    live.tally().left();
    live.ring().detach();
    live = to;
    belonging.to(owner, live);
    link = null;
    if (begun) {
      long head = ring.head();
      jump(ring, head, head);
      pace.moved(last, ring.newest(), System.nanoTime());
    }
    endsAt = Ticket.end(ticket, visit, settings());
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

  /** Another day may have begun: whoever is still here is one of its listeners. */
  void roll() {
    day = port.visits().still(day, live.name(), visit.address(), visit.agent());
  }

  /** The configuration has changed: ends it if its client is banned now. */
  void apply(ConfigFeed config) {
    endsAt = Ticket.end(ticket, visit, settings());
    if (config.current().bans().contains(visit.address())) {
      port.counters().bannedListeners.increment();
      close();
    } else if (ruledOut(live.settings()) || (away() && ruledOut(settings()))) {
      LOG.debugf("listener %d is not served any more", number);
    }
  }

  /** Ends it if a mount with these settings does not serve it. */
  private boolean ruledOut(Mount settings) {
    boolean out = settings.refuses(visit.address(), visit.agent());
    if (out) {
      port.counters().bannedListeners.increment();
      close();
    }
    return out;
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
    owed -= Math.min(owed, stuck.left());
    settle();
    live.tally().left();
    live.left();
    live.ring().detach();
    belonging.to(live.name(), live);
    port.counters().listeners.decrementAndGet();
    port.log().record(visit, status, sent - stuck.left());
    link = null;
    Ticket.gone(ticket, port);
  }
}
