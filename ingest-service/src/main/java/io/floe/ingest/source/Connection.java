package io.floe.ingest.source;

import io.floe.ingest.source.SourceCounters.Refusal;
import io.floe.wire.client.Address;
import io.floe.wire.client.Caller;
import io.floe.wire.client.ProxyHeader;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.http.HeadParser;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection until it becomes a source or ends: judges the first bytes, answers requests one
 * after the other, and hands encoders on. While an answer is being found, nothing is read. Confined
 * to the connection's event loop.
 */
final class Connection extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = Logger.getLogger(Connection.class);

  private enum Stage {
    PROXY,
    FIRST_BYTES,
    HEAD,
    FORM,
    ANSWERING,
    OVER
  }

  private final Desk desk;
  private final boolean shoutcast;
  private final Doorstep doorstep;
  private Stage stage = Stage.PROXY;
  private boolean idle;
  private boolean blocked;
  private boolean inputOver;
  private @Nullable Caller formOf;
  private int formLength;

  Connection(Desk desk, Channel channel, boolean shoutcast, Places.Place place) {
    this.desk = desk;
    this.shoutcast = shoutcast;
    this.doorstep = new Doorstep(channel, Address.of(channel.remoteAddress()), place);
    doorstep.deadline(desk.settings().headTimeout(), this::late);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    doorstep.add((ByteBuf) message);
    if (idle) {
      idle = false;
      doorstep.deadline(desk.settings().headTimeout(), this::late);
    }
    next();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stage = Stage.OVER;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputOver = true;
      if (stage != Stage.ANSWERING && !blocked) {
        doorstep.close();
      }
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    stage = Stage.OVER;
    doorstep.leave();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debugf(cause, "connection from %s", doorstep.address());
    doorstep.close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (blocked && context.channel().isWritable()) {
      blocked = false;
      doorstep.resume();
      next();
    }
  }

  private void next() {
    while (doorstep.held().isReadable() && !blocked && step()) {
      // A client that asks and asks but does not read its answers has to wait.
      if (!doorstep.channel().isWritable()) {
        blocked = true;
        doorstep.pause();
        doorstep.deadline(desk.settings().headTimeout(), this::late);
      }
    }
  }

  /** Takes one step; whether another one may follow from what is at hand. */
  private boolean step() {
    return switch (stage) {
      case PROXY -> proxy();
      case FIRST_BYTES -> firstBytes();
      case HEAD -> head();
      case FORM -> form();
      case ANSWERING, OVER -> false;
    };
  }

  /** What a proxy may say before its client does. */
  private boolean proxy() {
    switch (ProxyHeader.parse(doorstep.held())) {
      case ProxyHeader.Incomplete incomplete -> {
        return false;
      }
      case ProxyHeader.Absent absent -> stage = Stage.FIRST_BYTES;
      case ProxyHeader.Malformed malformed ->
          refuseProxy("The PROXY protocol header cannot be read: " + malformed.reason() + ".");
      case ProxyHeader.Whole whole -> {
        if (desk.config().trustedProxies().contains(doorstep.address())) {
          doorstep.held().skipBytes(whole.length());
          if (whole.source().map(doorstep::belongsTo).orElse(true)) {
            stage = Stage.FIRST_BYTES;
          } else {
            crowded(false, false);
          }
        } else {
          LOG.infof(
              "A PROXY protocol header from %s was refused: if that is a proxy of yours, add it to"
                  + " trustedProxies.",
              doorstep.address());
          refuseProxy(
              "PROXY protocol headers are taken from trusted proxies only: add "
                  + doorstep.address()
                  + " to trustedProxies if it is one.");
        }
      }
    }
    return stage == Stage.FIRST_BYTES;
  }

  private void refuseProxy(String why) {
    desk.counters().refuse(Refusal.PROXY);
    last(Replies.text(400, why), false, false);
  }

  private void crowded(boolean http11, boolean headOnly) {
    desk.counters().refuse(Refusal.NETWORK);
    last(Replies.crowded(), http11, headOnly);
  }

  private boolean firstBytes() {
    switch (FirstBytes.of(doorstep.held())) {
      case UNDECIDED -> {
        return false;
      }
      case REQUEST -> {
        stage = Stage.HEAD;
        return true;
      }
      case TLS -> {
        LOG.infof(
            "A TLS handshake from %s on the Icecast port was closed: TLS is not configured.",
            doorstep.address());
        desk.counters().refuse(Refusal.REQUEST);
        over();
        doorstep.close();
      }
      case LINE -> {
        if (shoutcast) {
          shoutcast();
        } else {
          noRequest();
        }
      }
      case NOISE -> noRequest();
    }
    return false;
  }

  private void shoutcast() {
    stage = Stage.OVER;
    doorstep.noDeadline();
    ByteBuf held = doorstep.handOver();
    Channel channel = doorstep.channel();
    ShoutcastLogin login = new ShoutcastLogin(desk, channel, doorstep.address(), doorstep.place());
    channel.pipeline().replace(this, "shoutcast", login);
    login.begin(held);
  }

  private void noRequest() {
    desk.counters().refuse(Refusal.REQUEST);
    last(
        Replies.text(
            400,
            "This is no HTTP request. SHOUTcast v1 encoders connect to the port one above the"
                + " Icecast port."),
        false,
        false);
  }

  private boolean head() {
    switch (HeadParser.parse(doorstep.held())) {
      case HeadParser.Incomplete incomplete -> {
        return false;
      }
      case HeadParser.Malformed malformed -> {
        desk.counters().refuse(Refusal.REQUEST);
        last(Replies.text(malformed.status(), "Bad request: " + malformed.reason()), false, false);
        return false;
      }
      case HeadParser.Complete complete -> {
        doorstep.held().skipBytes(complete.length());
        doorstep.noDeadline();
        return request(complete.head());
      }
    }
  }

  private boolean request(RequestHead said) {
    ConfigSnapshot config = desk.config();
    Caller caller = Caller.of(config.trustedProxies(), doorstep.address(), said);
    RequestHead head = caller.head();
    boolean headOnly = head.method().equalsIgnoreCase("HEAD");
    if (config.bans().contains(caller.address())) {
      desk.counters().refuse(Refusal.BANNED);
      last(Replies.text(403, Replies.BANNED), head.http11(), headOnly);
      return false;
    }
    if (!config.trustedProxies().contains(caller.address())
        && !doorstep.place().belongsTo(caller.address())) {
      crowded(head.http11(), headOnly);
      return false;
    }
    if (!desk.takesForm(head)) {
      return answer(caller, "");
    }
    Optional<Reply> refused = KeepAlive.noForm(head);
    if (refused.isPresent()) {
      last(refused.get(), head.http11(), false);
      return false;
    }
    formOf = caller;
    formLength = Integer.parseInt(KeepAlive.length(head));
    stage = Stage.FORM;
    if (formLength > 0 && KeepAlive.expects(head)) {
      doorstep.say(Replies.CONTINUE);
    }
    doorstep.deadline(desk.settings().headTimeout(), this::late);
    return form();
  }

  private boolean form() {
    Caller caller = formOf;
    if (caller == null || doorstep.held().readableBytes() < formLength) {
      return false;
    }
    byte[] form = new byte[formLength];
    doorstep.held().readBytes(form);
    doorstep.noDeadline();
    formOf = null;
    stage = Stage.HEAD;
    return answer(caller, Desk.latin1(form));
  }

  private boolean answer(Caller caller, String form) {
    RequestHead head = caller.head();
    return switch (desk.answer(head, form, caller.address())) {
      case Desk.Now now -> reply(head, now.reply());
      case Desk.Later later -> {
        judged(head, () -> later.ask().accept(r -> doorstep.onLoop(() -> replied(head, r))));
        yield false;
      }
      case Desk.Forward forward -> {
        forward(caller, new ForwardRequest(head, forward.path(), form, caller.address()));
        yield false;
      }
      case Desk.Login login -> login(caller);
    };
  }

  private void forward(Caller caller, ForwardRequest request) {
    wait(() ->
        desk.forwarding()
            .pass(
                doorstep.channel(),
                request,
                new Forwarding.Outcome() {
                  @Override
                  public void refused(Reply reply) {
                    doorstep.onLoop(() -> replied(caller.head(), reply));
                  }

                  @Override
                  public void answered(ForwardedAnswer answer) {
                    handOver(answer);
                  }
                }));
  }

  /** The rest of the connection is for the answer of an admin service. */
  private void handOver(ForwardedAnswer answer) {
    if (stage != Stage.ANSWERING || !doorstep.channel().isActive()) {
      return;
    }
    over();
    Channel channel = doorstep.channel();
    channel.pipeline().replace(this, "forwarded", new Forwarded(answer));
    doorstep.resume();
    answer.to(channel);
  }

  /** Reads nothing more until the answer is there. */
  private void wait(Runnable ask) {
    stage = Stage.ANSWERING;
    doorstep.pause();
    ask.run();
  }

  /** Waits for a password to be checked, but for no longer than a connection may be here. */
  private void judged(RequestHead head, Runnable ask) {
    doorstep.deadline(
        desk.settings().longestVisit(),
        () -> {
          desk.counters().expired();
          last(desk.busy(), head.http11(), false);
        });
    wait(ask);
  }

  private void replied(RequestHead head, Reply reply) {
    if (stage == Stage.ANSWERING && reply(head, reply)) {
      doorstep.resume();
      next();
    }
  }

  /** Sends a reply; whether the connection stays open. */
  private boolean reply(RequestHead head, Reply reply) {
    return reply(head, reply, false);
  }

  private boolean reply(RequestHead head, Reply reply, boolean bodyHeldBack) {
    boolean headOnly = head.method().equalsIgnoreCase("HEAD");
    boolean unread = !bodyHeldBack && !desk.takesForm(head) && KeepAlive.body(head);
    boolean ends = unread || !KeepAlive.asked(head) || (inputOver && !doorstep.held().isReadable());
    if (ends || !doorstep.place().has(desk.settings().idleTimeout())) {
      if (!ends) {
        desk.counters().expired();
      }
      last(reply, head.http11(), headOnly);
      return false;
    }
    stage = Stage.HEAD;
    idle = true;
    doorstep.deadline(desk.settings().idleTimeout(), this::late);
    doorstep.say(Replies.bytes(reply, head.http11(), true, headOnly, desk.settings().serverName()));
    if (doorstep.held().isReadable()) {
      idle = false;
      doorstep.deadline(desk.settings().headTimeout(), this::late);
    }
    return true;
  }

  private boolean login(Caller caller) {
    RequestHead head = caller.head();
    switch (SourceHandshake.read(head)) {
      case SourceHandshake.Refused refused -> {
        desk.counters().refuse(refused.kind());
        last(refused.reply(), head.http11(), false);
        return false;
      }
      case SourceHandshake.NoCredentials none -> {
        // Only here: it has been told to go on with credentials instead of its body. A proxy may
        // send the body all the same, and what a client put there must not be read as a request
        // with the address that it says it has.
        boolean waits =
            KeepAlive.expects(head)
                && !doorstep.held().isReadable()
                && !desk.config().trustedProxies().contains(doorstep.address());
        return reply(head, none.reply(), waits);
      }
      case SourceHandshake.Unreadable(var mount, var refusal) -> {
        judged(
            head,
            () ->
                desk.unreadable(
                    mount,
                    caller.address(),
                    refusal,
                    reply -> doorstep.onLoop(() -> turnedAway(head, reply))));
        return false;
      }
      case SourceHandshake.Wants wants -> {
        var attempt =
            new Passwords.Attempt(
                desk.config(),
                wants.mount(),
                List.of(wants.credentials()),
                false,
                caller.address());
        judged(
            head,
            () ->
                desk.check(
                    attempt,
                    verdict -> doorstep.onLoop(() -> checked(head, wants, attempt, verdict))));
        return false;
      }
    }
  }

  private void turnedAway(RequestHead head, Reply reply) {
    if (stage == Stage.ANSWERING) {
      last(reply, head.http11(), false);
    }
  }

  private void checked(
      RequestHead head,
      SourceHandshake.Wants wants,
      Passwords.Attempt attempt,
      Passwords.Verdict verdict) {
    if (stage != Stage.ANSWERING) {
      return;
    }
    switch (verdict) {
      case Passwords.Verdict.Wrong wrong ->
          last(Replies.unauthorized("Wrong password"), head.http11(), false);
      case Passwords.Verdict.Busy busy -> last(desk.busy(), head.http11(), false);
      case Passwords.Verdict.Opened opened -> {
        doorstep.noDeadline();
        if (inputOver && !doorstep.held().isReadable()) {
          // Gave up while its password was checked, and may be back on another connection.
          over();
          doorstep.close();
          return;
        }
        switch (SourceHandshake.allow(
            head, wants, opened.credential(), attempt.config(), attempt.address())) {
          case SourceHandshake.Forbidden forbidden -> {
            desk.counters().refuse(forbidden.kind());
            last(forbidden.reply(), head.http11(), false);
          }
          case SourceHandshake.Welcome welcome ->
              desk.admission()
                  .admit(
                      doorstep,
                      welcome.entrant(),
                      desk.again(attempt),
                      (kind, reason) -> {
                        desk.counters().refuse(kind);
                        last(Replies.refused(kind, reason), head.http11(), false);
                      });
        }
      }
    }
  }

  private void late() {
    if (!doorstep.place().has(Duration.ZERO)) {
      desk.counters().expired();
    }
    if (idle || blocked || !doorstep.held().isReadable()) {
      over();
      doorstep.close();
      return;
    }
    desk.counters().headTimedOut();
    last(Replies.text(408, "The request did not arrive in time."), false, false);
  }

  private void last(Reply reply, boolean http11, boolean headOnly) {
    over();
    Farewell.say(
        doorstep.channel(),
        Replies.bytes(reply, http11, false, headOnly, desk.settings().serverName()));
  }

  private void over() {
    stage = Stage.OVER;
    doorstep.noDeadline();
  }
}
