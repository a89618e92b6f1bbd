package io.floe.edge.listener;

import io.floe.edge.listener.ListenerCounters.Refusal;
import io.floe.edge.mount.LiveMount;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.floe.wire.client.Caller;
import io.floe.wire.client.ProxyHeader;
import io.floe.wire.config.UrlAuth;
import io.floe.wire.hook.HookAnswer;
import io.floe.wire.http.HeadParser;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A connection until it is known what it wants: reads the request head, finds the mount or the
 * page, and hands over to a {@link Session}, a {@link Probe} or a {@link Farewell}.
 *
 * <p>Confined to its event loop.
 */
final class Reception extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = Logger.getLogger(Reception.class);

  private final Port port;
  private Visit visit;
  private boolean counted;
  private boolean introduced;
  private boolean asked;
  private boolean http11;

  /** An answer to HEAD has no body, whatever it says. */
  private boolean headOnly;

  /** What the hook of the mount was shown, if it has one. */
  private @Nullable Ticket ticket;

  private @Nullable ByteBuf received;
  private @Nullable ScheduledFuture<?> deadline;

  Reception(Port port, long acceptedNanos, Address from) {
    this.port = port;
    this.visit = Visit.unread(acceptedNanos, from);
  }

  @Override
  public void channelActive(ChannelHandlerContext at) {
    counted = true;
    if (port.counters().waiting.incrementAndGet() > port.settings().maxWaiting()) {
      port.counters().refuse(Refusal.TOO_MANY_WAITING);
      Farewell.close(at);
      return;
    }
    deadline =
        at.executor()
            .schedule(
                () -> late(at), port.settings().headTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void late(ChannelHandlerContext at) {
    if (asked) {
      refuse(at, Refusal.NOT_READY, Refusals.noAnswer());
    } else {
      refuse(at, Refusal.HEAD_TIMEOUT, Refusals.timeout());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    if (asked || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    boolean line = bytes.indexOf(bytes.readerIndex(), bytes.writerIndex(), (byte) '\n') >= 0;
    ByteBuf all = received;
    if (all == null) {
      received = bytes;
    } else {
      all.writeBytes(bytes);
      bytes.release();
    }
    ByteBuf now = all == null ? bytes : all;
    if (!introduced && !introduced(at, now)) {
      return;
    }
    if (line || now.readableBytes() >= HeadParser.MAX_BYTES) {
      parse(at, now);
    } else if (all == null) {
      keep(at, bytes);
    }
  }

  /** A read buffer is large for what it holds, and a slow client keeps it for seconds. */
  private void keep(ChannelHandlerContext at, ByteBuf all) {
    received = at.alloc().heapBuffer(all.readableBytes() + 256).writeBytes(all);
    all.release();
  }

  /** Takes what a proxy may say before its client does; whether the client's bytes may be read. */
  private boolean introduced(ChannelHandlerContext at, ByteBuf all) {
    switch (ProxyHeader.parse(all)) {
      case ProxyHeader.Absent absent -> introduced = true;
      case ProxyHeader.Incomplete incomplete -> keep(at, all);
      case ProxyHeader.Malformed malformed -> {
        asked = true;
        refuse(at, Refusal.PROXY, Refusals.brokenProxy(malformed.reason()));
      }
      case ProxyHeader.Whole whole -> {
        if (port.config().current().trustedProxies().contains(visit.address())) {
          introduced = true;
          all.skipBytes(whole.length());
          visit = Visit.unread(visit.acceptedNanos(), whole.source().orElse(visit.address()));
        } else {
          asked = true;
          refuse(at, Refusal.PROXY, Refusals.foreignProxy(visit.address()));
        }
      }
    }
    return introduced;
  }

  private void parse(ChannelHandlerContext at, ByteBuf all) {
    switch (HeadParser.parse(all)) {
      case HeadParser.Incomplete incomplete -> keep(at, all);
      case HeadParser.Malformed malformed -> {
        asked = true;
        refuse(at, Refusal.BAD_REQUEST, Refusals.malformed(malformed.status(), malformed.reason()));
      }
      case HeadParser.Complete complete -> {
        asked = true;
        http11 = complete.head().http11();
        headOnly = complete.head().method().equals("HEAD");
        Caller caller =
            Caller.of(port.config().current().trustedProxies(), visit.address(), complete.head());
        visit = visit.read(caller);
        forget();
        route(at, caller.head());
      }
    }
  }

  private void route(ChannelHandlerContext at, RequestHead head) {
    if (banned()) {
      refuse(at, Refusal.BANNED, Refusals.banned());
      return;
    }
    switch (head.method()) {
      case "GET", "HEAD" -> find(at, head);
      case "OPTIONS" -> reply(at, Refusals.preflight());
      default -> refuse(at, Refusal.BAD_REQUEST, Refusals.wrongVerb());
    }
  }

  private void find(ChannelHandlerContext at, RequestHead head) {
    String path = head.path().orElse("");
    if (path.isEmpty()) {
      refuse(at, Refusal.BAD_REQUEST, Refusals.noPath());
      return;
    }
    // Pages too: a load balancer that asks for one to see whether this edge takes listeners is
    // told.
    if (port.draining().getAsBoolean()) {
      refuse(at, Refusal.STOPPING, Refusals.stopping());
      return;
    }
    if (path.equals("/events")) {
      follow(at, head);
      return;
    }
    if (unwelcome(at, head, Shown.at(path)) || page(at, head)) {
      return;
    }
    Optional<MountName> mount = MountName.parse(path).filter(name -> !name.reserved());
    if (mount.isEmpty()) {
      refuse(at, Refusal.NOT_FOUND, Refusals.notFound(path));
      return;
    }
    MountName asked = mount.get();
    UrlAuth auth = port.config().current().auth(asked);
    String hook = auth == null ? null : auth.listenerAdd();
    if (auth == null
        || (hook == null && auth.listenerRemove() == null)
        || !head.method().equals("GET")) {
      seek(at, head, asked);
      return;
    }
    Ticket shown = Ticket.of(port, head, asked, visit, auth);
    if (hook == null) {
      ticket = shown;
      seek(at, head, asked);
      return;
    }
    port.hooks()
        .ask(
            shown.add(hook),
            answer -> {
              try {
                at.executor().execute(() -> answered(at, head, asked, shown, answer));
              } catch (RejectedExecutionException stopped) {
                LOG.trace("the port has stopped");
              }
            });
  }

  /** The hook of the mount has answered, or does not. */
  private void answered(
      ChannelHandlerContext at,
      RequestHead head,
      MountName mount,
      Ticket shown,
      HookAnswer answer) {
    if (at.isRemoved() || !at.channel().isActive()) {
      if (mayHaveAdmitted(answer)) {
        Ticket.gone(shown, port);
      }
      return;
    }
    switch (answer) {
      case HookAnswer.Admitted(var limitMs) -> {
        ticket = shown.limited(limitMs);
        seek(at, head, mount);
      }
      case HookAnswer.Denied(var message) ->
          refuse(at, Refusal.NOT_ADMITTED, Refusals.notAdmitted(message));
      case HookAnswer.Down _ -> {
        if (shown.auth().whenDown() == UrlAuth.WhenDown.ALLOW) {
          ticket = shown;
          seek(at, head, mount);
        } else {
          nobodyAdmits(at, shown, answer);
        }
      }
      case HookAnswer.Busy _ -> nobodyAdmits(at, shown, answer);
    }
  }

  private void nobodyAdmits(ChannelHandlerContext at, Ticket shown, HookAnswer answer) {
    if (mayHaveAdmitted(answer)) {
      Ticket.gone(shown, port);
    }
    refuse(at, Refusal.HOOK_DOWN, Refusals.nobodyAdmits());
  }

  /** Whether the hook counts the listener as one who is there. */
  private static boolean mayHaveAdmitted(HookAnswer answer) {
    return switch (answer) {
      case HookAnswer.Admitted _ -> true;
      case HookAnswer.Down(var asked) -> asked;
      case HookAnswer.Busy(var asked) -> asked;
      case HookAnswer.Denied _ -> false;
    };
  }

  /** Opens the mount, or what stands in for it. */
  private void seek(ChannelHandlerContext at, RequestHead head, MountName asked) {
    open(
        at,
        head,
        asked,
        asked,
        () ->
            port.room()
                .instead(asked, null)
                .ifPresentOrElse(
                    instead -> open(at, head, asked, instead, () -> notFound(at, asked)),
                    () -> notFound(at, asked)));
  }

  /** The client wants to be told what happens. */
  private void follow(ChannelHandlerContext at, RequestHead head) {
    Optional<String> named = head.parameter("mount");
    Optional<MountName> mount = named.flatMap(MountName::parse).filter(name -> !name.reserved());
    if (named.isPresent() && mount.isEmpty()) {
      refuse(at, Refusal.NOT_FOUND, Refusals.notFound(named.get()));
      return;
    }
    if (unwelcome(at, head, mount)) {
      return;
    }
    byte[] answer = Heads.events(http11);
    ListenerCounters counters = port.counters();
    if (headOnly) {
      end(at, 200, answer, new byte[0]);
    } else if (counters.followers.incrementAndGet() > port.settings().maxFollowers()) {
      counters.followers.decrementAndGet();
      refuse(at, Refusal.FOLLOWERS_FULL, Refusals.followersFull());
    } else {
      counters.followed.increment();
      settled();
      Follower follower = new Follower(port, visit, mount, head.header("Last-Event-ID"));
      at.pipeline().replace(this, null, follower);
      follower.start(at.pipeline().context(follower), answer);
    }
  }

  /** Refuses whom that mount does not serve: they are told nothing of it. */
  private boolean unwelcome(ChannelHandlerContext at, RequestHead head, Optional<MountName> mount) {
    String agent = head.header("User-Agent").orElse("");
    if (mount.isEmpty() || !port.config().settings(mount.get()).refuses(visit.address(), agent)) {
      return false;
    }
    refuse(at, Refusal.BANNED, Refusals.unwelcome());
    return true;
  }

  private void open(
      ChannelHandlerContext at,
      RequestHead head,
      MountName asked,
      MountName sent,
      Runnable otherwise) {
    port.lookup()
        .open(
            sent,
            at.executor(),
            found -> {
              if (at.isRemoved() || !at.channel().isActive()) {
                return;
              }
              if (found.isPresent() && found.get().ring().attach()) {
                admit(at, head, asked, found.get());
              } else {
                otherwise.run();
              }
            });
  }

  private void notFound(ChannelHandlerContext at, MountName asked) {
    refuse(at, Refusal.NOT_FOUND, Refusals.notFound(asked.value()));
  }

  /** Answers with the page of that path, if there is one. */
  private boolean page(ChannelHandlerContext at, RequestHead head) {
    Optional<Reply> page;
    try {
      page = port.pages().apply(head);
    } catch (RuntimeException broken) {
      LOG.error("A page of the listener port failed", broken);
      page = Optional.of(Refusals.broken());
    }
    page.ifPresent(found -> reply(at, found));
    return page.isPresent();
  }

  /** The mount is there and its ring attached. */
  private void admit(ChannelHandlerContext at, RequestHead head, MountName asked, LiveMount live) {
    boolean banned = banned(); // since the request, or a sweep would miss this one
    String agent = head.header("User-Agent").orElse("");
    if (banned
        || live.settings().refuses(visit.address(), agent)
        || (!asked.equals(live.name())
            && port.config().settings(asked).refuses(visit.address(), agent))) {
      live.ring().detach();
      refuse(at, Refusal.BANNED, banned ? Refusals.banned() : Refusals.unwelcome());
      return;
    }
    boolean icy = ByteRange.wantsMetadata(head) && !live.info().ogg();
    ByteRange range = ByteRange.of(head);
    byte[] answer = Heads.stream(http11, live.info(), icy, range);
    if (headOnly) {
      live.ring().detach();
      end(at, range instanceof ByteRange.None ? 200 : 206, answer, new byte[0]);
    } else if (range instanceof ByteRange.Probe asks) {
      Refusal full = Places.lacking(port, live);
      if (full != null) {
        live.ring().detach();
        refuse(at, full, Refusals.full(full));
        return;
      }
      settled();
      Probe probe = new Probe(this, live, asks.bytes(), answer);
      probe.start(at);
      port.round().add(probe, 1);
    } else {
      listen(at, asked, live, icy, range, answer);
    }
  }

  private void listen(
      ChannelHandlerContext at,
      MountName asked,
      LiveMount live,
      boolean icy,
      ByteRange range,
      byte[] answer) {
    Refusal full = Places.take(port, live);
    if (full != null) {
      live.ring().detach();
      refuse(at, full, Refusals.full(full));
      return;
    }
    port.counters().joined.increment();
    Ticket shown = ticket;
    ticket = null;
    settled();
    int status = range instanceof ByteRange.None ? 200 : 206;
    Session session = new Session(port, visit, live, asked, icy, status, shown);
    at.pipeline().replace(this, null, session);
    session.start(at.pipeline().context(session), answer);
  }

  /** A probe got its bytes, or waited in vain. */
  void probed(ChannelHandlerContext at, byte[] head, byte[] bytes) {
    if (bytes.length > 0) {
      end(at, 206, head, bytes);
    } else {
      refuse(at, Refusal.NOT_READY, Refusals.noAudioYet());
    }
  }

  private boolean banned() {
    return port.config().current().bans().contains(visit.address());
  }

  private void refuse(ChannelHandlerContext at, Refusal why, Reply reply) {
    port.counters().refuse(why);
    reply(at, reply);
  }

  private void reply(ChannelHandlerContext at, Reply reply) {
    byte[] body = headOnly ? new byte[0] : reply.body().bytes();
    end(at, reply.status(), Heads.reply(http11, reply), body);
  }

  private void end(ChannelHandlerContext at, int status, byte[] head, byte[] body) {
    if (at.isRemoved()) {
      return;
    }
    settled();
    port.log().record(visit, status, body.length);
    Farewell.say(at, head, body);
  }

  /** No longer waiting for anything here. */
  private void settled() {
    asked = true;
    forget();
    ScheduledFuture<?> running = deadline;
    deadline = null;
    if (running != null) {
      running.cancel(false);
    }
    if (counted) {
      counted = false;
      port.counters().waiting.decrementAndGet();
    }
    Ticket unused = ticket;
    ticket = null;
    if (unused != null && unused.auth().listenerAdd() != null) {
      Ticket.gone(unused, port);
    }
  }

  private void forget() {
    ByteBuf all = received;
    received = null;
    if (all != null) {
      all.release();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext at) {
    settled();
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) {
    settled();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    Farewell.close(at);
  }
}
