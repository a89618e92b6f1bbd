package io.floe.ingest.source;

import io.floe.ingest.source.SourceCounters.Refusal;
import io.floe.ingest.source.SourceHandshake.BodyKind;
import io.floe.ingest.source.SourceHandshake.Greeting;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.http.HeadParser;
import io.floe.wire.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The login of a SHOUTcast v1 source: password line, {@code OK2}, header lines, a blank line, audio
 * (docs/icecast-compat.md 1.4). Everything may come in one write. Confined to the connection's
 * event loop.
 */
final class ShoutcastLogin extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = Logger.getLogger(ShoutcastLogin.class);
  private static final String OK2 = "OK2\r\nicy-caps:11\r\n\r\n";
  private static final String BUSY = "Too many logins; try again";
  private static final Greeting SILENT = new Greeting("", "");

  private enum Stage {
    PASSWORD,
    CHECKING,
    HEADERS,
    OVER
  }

  private record Admitted(
      ConfigSnapshot config, MountName mount, String credential, Runnable again) {}

  private final Desk desk;
  private final Doorstep doorstep;
  private Stage stage = Stage.PASSWORD;

  /** The client has closed its side: whoever is gone gets no mount. */
  private boolean inputOver;

  private Optional<Admitted> admitted = Optional.empty();

  ShoutcastLogin(Desk desk, Channel channel, Address address, Places.Place place) {
    this.desk = desk;
    this.doorstep = new Doorstep(channel, address, place);
  }

  /**
   * @param held bytes from the password line on, which is whole; given away
   */
  void begin(ByteBuf held) {
    doorstep.add(held);
    doorstep.deadline(desk.settings().headTimeout(), this::late);
    next();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    doorstep.add((ByteBuf) message);
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
      if (stage != Stage.CHECKING) {
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
    LOG.debugf(cause, "SHOUTcast login from %s", doorstep.address());
    doorstep.close();
  }

  private void next() {
    switch (stage) {
      case PASSWORD -> password();
      case HEADERS -> headers();
      case CHECKING, OVER -> {}
    }
  }

  private void password() {
    ByteBuf held = doorstep.held();
    int lf;
    String line = "";
    while (line.isEmpty()) {
      lf = held.indexOf(held.readerIndex(), held.writerIndex(), (byte) '\n');
      int length = (lf < 0 ? held.writerIndex() : lf) - held.readerIndex();
      if (length > FirstBytes.MAX_LINE) {
        refuse(
            Refusal.REQUEST, "A password line has at most " + FirstBytes.MAX_LINE + " characters");
        return;
      }
      if (lf < 0) {
        return;
      }
      line =
          held.readCharSequence(lf + 1 - held.readerIndex(), StandardCharsets.ISO_8859_1)
              .toString()
              .strip();
    }
    if (line.startsWith("!POKE")) {
      // libshout asks whether somebody is there, and expects to be hung up on.
      over();
      doorstep.close();
      return;
    }
    ConfigSnapshot config = desk.config();
    if (config.bans().contains(doorstep.address())) {
      refuse(Refusal.BANNED, "403 " + Replies.BANNED);
      return;
    }
    PasswordLine said = PasswordLine.read(line);
    MountName mount = said.mount().orElse(config.shoutcastMount());
    if (mount.reserved()) {
      refuse(Refusal.MOUNT, "The name " + mount + " belongs to Floe's own pages");
      return;
    }
    stage = Stage.CHECKING;
    doorstep.deadline(
        desk.settings().longestVisit(),
        () -> {
          desk.counters().expired();
          refuse(Refusal.LIMIT, BUSY);
        });
    doorstep.pause();
    var attempt = new Passwords.Attempt(config, mount, said.options(), false, doorstep.address());
    desk.check(attempt, verdict -> doorstep.onLoop(() -> checked(attempt, verdict)));
  }

  private void checked(Passwords.Attempt attempt, Passwords.Verdict verdict) {
    if (stage != Stage.CHECKING) {
      return;
    }
    switch (verdict) {
      case Passwords.Verdict.Wrong wrong -> say("Invalid password\r\n");
      case Passwords.Verdict.Busy busy -> refuse(Refusal.LIMIT, BUSY);
      case Passwords.Verdict.Opened opened -> {
        if (inputOver && !doorstep.held().isReadable()) {
          over();
          doorstep.close();
          return;
        }
        Optional<String> made = SourceHandshake.made(attempt.config(), attempt.mount());
        if (made.isPresent()) {
          // Before the OK2: few encoders show what comes after it.
          refuse(Refusal.MOUNT, made.get());
          return;
        }
        admitted =
            Optional.of(
                new Admitted(
                    attempt.config(), attempt.mount(), opened.credential(), desk.again(attempt)));
        stage = Stage.HEADERS;
        doorstep.place().opened();
        doorstep.say(OK2);
        doorstep.deadline(desk.settings().headTimeout(), this::late);
        doorstep.resume();
        next();
      }
    }
  }

  private void headers() {
    if (!doorstep.held().isReadable()) {
      return;
    }
    // The header lines are those of a request without its first line; give them one.
    ByteBuf line = latin1("SOURCE / ICE/1.0\r\n");
    int added = line.readableBytes();
    ByteBuf whole = Unpooled.wrappedBuffer(line, doorstep.held().retainedSlice());
    try {
      switch (HeadParser.parse(whole)) {
        case HeadParser.Incomplete incomplete -> {}
        case HeadParser.Malformed malformed ->
            refuse(Refusal.REQUEST, "Bad header lines: " + malformed.reason());
        case HeadParser.Complete complete -> {
          doorstep.held().skipBytes(complete.length() - added);
          admit(complete.head());
        }
      }
    } finally {
      whole.release();
    }
  }

  private void admit(RequestHead head) {
    Admitted by = admitted.orElseThrow();
    stage = Stage.CHECKING;
    doorstep.noDeadline();
    doorstep.pause();
    var wants =
        new SourceHandshake.Wants(
            by.mount(), Credentials.latin1("source", ""), new BodyKind(false, 0), SILENT);
    switch (SourceHandshake.allow(head, wants, by.credential(), by.config(), doorstep.address())) {
      case SourceHandshake.Forbidden forbidden -> {
        desk.counters().refuse(forbidden.kind());
        say(new String(forbidden.reply().body().bytes(), StandardCharsets.UTF_8));
      }
      case SourceHandshake.Welcome welcome ->
          desk.admission().admit(doorstep, welcome.entrant(), by.again(), this::refuse);
    }
  }

  private void refuse(Refusal kind, String reason) {
    desk.counters().refuse(kind);
    say(reason + "\r\n");
  }

  private void late() {
    desk.counters().headTimedOut();
    over();
    doorstep.close();
  }

  private void say(String words) {
    over();
    Farewell.say(doorstep.channel(), latin1(words));
  }

  private void over() {
    stage = Stage.OVER;
    doorstep.noDeadline();
  }

  private static ByteBuf latin1(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }
}
