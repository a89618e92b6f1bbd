package io.floe.wire.bus;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Audience;
import io.floe.wire.bus.Message.AudienceWanted;
import io.floe.wire.bus.Message.Audio;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.Beacons;
import io.floe.wire.bus.Message.Beat;
import io.floe.wire.bus.Message.Claim;
import io.floe.wire.bus.Message.ClaimAnswer;
import io.floe.wire.bus.Message.Command;
import io.floe.wire.bus.Message.ConfigPart;
import io.floe.wire.bus.Message.ConfigWanted;
import io.floe.wire.bus.Message.Encoder;
import io.floe.wire.bus.Message.Find;
import io.floe.wire.bus.Message.Granted;
import io.floe.wire.bus.Message.Lease;
import io.floe.wire.bus.Message.Listener;
import io.floe.wire.bus.Message.Order;
import io.floe.wire.bus.Message.OrderAnswer;
import io.floe.wire.bus.Message.Release;
import io.floe.wire.bus.Message.Retitle;
import io.floe.wire.bus.Message.RetitleAnswer;
import io.floe.wire.bus.Message.Salt;
import io.floe.wire.bus.Message.Stamp;
import io.floe.wire.bus.Message.Unowned;
import io.floe.wire.bus.Message.Visit;
import io.floe.wire.bus.Message.Visits;
import io.floe.wire.bus.Message.VisitsWanted;
import io.floe.wire.report.Report;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A message as bytes: version, type, sender, fields. Numbers are varints, texts UTF-8 with a
 * length, groups carry their length.
 *
 * <p>Two releases share a cluster during a rolling upgrade. So: a type number is never used again;
 * a field is added at the end of its message or group only; what a reader does not know, it skips.
 * The golden bytes in the tests hold every release to that. Threads: keeps no state.
 */
@SuppressWarnings("EnumOrdinal") // Ordinals are the wire format; their enums only grow at the end.
public final class MessageCodec {

  private static final int VERSION = 1;

  private static final int BEAT = 1;
  private static final int BEACONS = 2;
  private static final int FIND = 3;
  private static final int LEASE = 4;
  private static final int RELEASE = 5;
  private static final int GRANTED = 6;
  private static final int AUDIO = 7;
  private static final int CLAIM = 8;
  private static final int CLAIM_ANSWER = 9;
  private static final int RETITLE = 10;
  private static final int RETITLE_ANSWER = 11;
  private static final int UNOWNED = 12;
  private static final int CONFIG_WANTED = 13;
  private static final int CONFIG_PART = 14;
  private static final int ORDER = 15;
  private static final int ORDER_ANSWER = 16;
  private static final int AUDIENCE_WANTED = 17;
  private static final int AUDIENCE = 18;
  private static final int VISITS_WANTED = 19;
  private static final int VISITS = 20;

  private static final int INGEST_REPORT = 1;
  private static final int EDGE_REPORT = 2;
  private static final int ADMIN_REPORT = 3;
  private static final int TRANSCODER_REPORT = 4;

  private static final int KICK_SOURCE = 1;
  private static final int KICK_LISTENERS = 2;
  private static final int MOVE_LISTENERS = 3;
  private static final int KICK_LISTENER = 4;

  private static final NodeInfo.Role[] ROLES = NodeInfo.Role.values();
  private static final Beacon.State[] STATES = Beacon.State.values();
  private static final Report.Job.State[] JOB_STATES = Report.Job.State.values();
  private static final Chunk.Kind[] KINDS = Chunk.Kind.values();
  private static final RetitleAnswer.Outcome[] OUTCOMES = RetitleAnswer.Outcome.values();

  private MessageCodec() {}

  /** What received bytes are. */
  public sealed interface Decoded {}

  /**
   * A message.
   *
   * @param extended whether it had fields that this release does not know
   */
  public record Known(NodeId from, Message message, boolean extended) implements Decoded {}

  /** A message of a newer release; {@code what} says of which type or version. */
  public record Unknown(String what) implements Decoded {}

  /** Not a message. */
  public record Broken(String reason) implements Decoded {}

  /** Appends {@code message} from {@code from} to {@code out}; a payload is copied once. */
  public static void encode(Buffer out, NodeId from, Message message) {
    FieldWriter w = new FieldWriter(out).octet(VERSION).octet(type(message)).text(from.value());
    switch (message) {
      case Beat(var node, var report, var config) ->
          w.group(node, MessageCodec::write)
              .group(report, MessageCodec::write)
              .number(config.version())
              .number(config.digest());
      case Beacons(var beacons) -> w.groups(beacons, MessageCodec::write);
      case Find(var mount) -> w.text(mount.value());
      case Lease(var stream, var next, var tailBytes, var rewind) ->
          write(w, stream).signed(next).number(tailBytes).flag(rewind);
      case Release(var stream) -> write(w, stream);
      case Granted(var stream, var asked, var next, var head, var now) ->
          write(w, stream).signed(asked).number(next).number(head).number(now);
      case Audio(var chunk) -> write(w, chunk);
      case Claim(var request, var stream, var encoder) ->
          write(w.number(request), stream).group(encoder, MessageCodec::write);
      case ClaimAnswer(var request, var granted, var epoch, var reason) ->
          w.number(request).flag(granted).number(epoch).text(reason);
      case Retitle(var request, var mount, var title, var credential) ->
          w.number(request).text(mount.value()).text(title).text(credential);
      case RetitleAnswer(var request, var outcome) -> w.number(request).octet(outcome.ordinal());
      case Unowned(var mount) -> w.text(mount.value());
      case ConfigWanted(var version, var part) -> w.number(version).number(part);
      case ConfigPart(var version, var part, var parts, var bytes) ->
          w.number(version).number(part).number(parts).octets(bytes);
      case Order(var request, var command) -> w.number(request).group(command, MessageCodec::write);
      case OrderAnswer(var request, var affected, var problem) ->
          w.number(request).number(affected).text(problem);
      case AudienceWanted(var request, var mount, var most) ->
          w.number(request).text(mount.value()).number(most);
      case Audience(var request, var total, var listeners) ->
          w.number(request).number(total).groups(listeners, MessageCodec::write);
      case VisitsWanted(var first, var most, var salts) ->
          w.number(first).number(most).groups(salts, MessageCodec::write);
      case Visits(var first, var next, var visits) ->
          w.number(first).number(next).groups(visits, MessageCodec::write);
    }
  }

  /** Reads the message that starts at {@code from} and ends with the buffer. Never throws. */
  public static Decoded decode(Buffer in, int from) {
    FieldReader r = new FieldReader(in, from);
    try {
      int version = r.octet();
      if (version != VERSION) {
        return new Unknown("version " + version);
      }
      int type = r.octet();
      if (type < BEAT || type > VISITS) {
        return new Unknown("type " + type);
      }
      NodeId sender = new NodeId(r.text());
      Message message = read(type, r);
      return new Known(sender, message, r.extended());
    } catch (FieldReader.Broken | IllegalArgumentException e) {
      return new Broken(String.valueOf(e.getMessage()));
    }
  }

  private static int type(Message message) {
    return switch (message) {
      case Beat b -> BEAT;
      case Beacons b -> BEACONS;
      case Find f -> FIND;
      case Lease l -> LEASE;
      case Release r -> RELEASE;
      case Granted g -> GRANTED;
      case Audio a -> AUDIO;
      case Claim c -> CLAIM;
      case ClaimAnswer c -> CLAIM_ANSWER;
      case Retitle r -> RETITLE;
      case RetitleAnswer r -> RETITLE_ANSWER;
      case Unowned u -> UNOWNED;
      case ConfigWanted c -> CONFIG_WANTED;
      case ConfigPart c -> CONFIG_PART;
      case Order o -> ORDER;
      case OrderAnswer o -> ORDER_ANSWER;
      case AudienceWanted a -> AUDIENCE_WANTED;
      case Audience a -> AUDIENCE;
      case VisitsWanted v -> VISITS_WANTED;
      case Visits v -> VISITS;
    };
  }

  private static Message read(int type, FieldReader r) {
    return switch (type) {
      case BEAT ->
          new Beat(
              r.group(MessageCodec::node),
              r.group(MessageCodec::report),
              new Stamp(r.more() ? r.number() : 0, r.more() ? r.number() : 0));
      case BEACONS -> new Beacons(r.groups(MessageCodec::beacon));
      case FIND -> new Find(mount(r));
      case LEASE -> new Lease(stream(r), r.signed(), r.integer(), r.flag());
      case RELEASE -> new Release(stream(r));
      case GRANTED -> new Granted(stream(r), r.signed(), r.number(), r.number(), r.number());
      case AUDIO -> new Audio(chunk(r));
      case CLAIM -> new Claim(r.number(), stream(r), r.group(MessageCodec::encoder));
      case CLAIM_ANSWER -> new ClaimAnswer(r.number(), r.flag(), r.number(), r.text());
      case RETITLE -> new Retitle(r.number(), mount(r), r.text(), r.text());
      case RETITLE_ANSWER -> new RetitleAnswer(r.number(), r.one(OUTCOMES));
      case UNOWNED -> new Unowned(mount(r));
      case CONFIG_WANTED -> new ConfigWanted(r.number(), r.integer());
      case CONFIG_PART -> new ConfigPart(r.number(), r.integer(), r.integer(), r.octets());
      case ORDER -> new Order(r.number(), r.group(MessageCodec::command));
      case ORDER_ANSWER -> new OrderAnswer(r.number(), r.integer(), r.text());
      case AUDIENCE_WANTED -> new AudienceWanted(r.number(), mount(r), r.integer());
      case AUDIENCE -> new Audience(r.number(), r.integer(), r.groups(MessageCodec::listener));
      case VISITS_WANTED -> new VisitsWanted(r.number(), r.integer(), r.groups(MessageCodec::salt));
      case VISITS -> new Visits(r.number(), r.number(), r.groups(MessageCodec::visit));
      default -> throw new FieldReader.Broken("no message has the type " + type);
    };
  }

  private static void write(FieldWriter w, NodeInfo node) {
    w.text(node.id().value())
        .octet(node.role().ordinal())
        .text(node.version())
        .number(node.port())
        .number(node.startedAt());
  }

  private static NodeInfo node(FieldReader r) {
    return new NodeInfo(new NodeId(r.text()), r.one(ROLES), r.text(), r.integer(), r.number());
  }

  private static void write(FieldWriter w, Report report) {
    switch (report) {
      case Report.Ingest(var sources, var bytesIn, var lockouts) ->
          w.octet(INGEST_REPORT)
              .number(sources)
              .number(bytesIn)
              .groups(lockouts, MessageCodec::write);
      case Report.Edge(var listeners, var bytesOut, var mounts) ->
          w.octet(EDGE_REPORT)
              .number(listeners)
              .number(bytesOut)
              .groups(mounts, MessageCodec::write);
      case Report.Admin(var host, var key) -> w.octet(ADMIN_REPORT).text(host).text(key);
      case Report.Transcoder(var load, var room, var jobs) ->
          w.octet(TRANSCODER_REPORT).number(load).number(room).groups(jobs, MessageCodec::write);
    }
  }

  private static Report report(FieldReader r) {
    int type = r.octet();
    return switch (type) {
      case INGEST_REPORT ->
          new Report.Ingest(
              r.integer(), r.number(), r.more() ? r.groups(MessageCodec::lockout) : List.of());
      case EDGE_REPORT ->
          new Report.Edge(r.integer(), r.number(), r.groups(MessageCodec::mountListeners));
      case ADMIN_REPORT -> new Report.Admin(r.more() ? r.text() : "", r.more() ? r.text() : "");
      case TRANSCODER_REPORT ->
          new Report.Transcoder(r.integer(), r.integer(), r.groups(MessageCodec::job));
      default -> throw new FieldReader.Broken("no report has the type " + type);
    };
  }

  private static void write(FieldWriter w, Report.Lockout lockout) {
    w.number(lockout.number())
        .number(lockout.at())
        .text(lockout.user())
        .text(lockout.address())
        .text(lockout.mount().value());
  }

  private static Report.Lockout lockout(FieldReader r) {
    return new Report.Lockout(r.number(), r.number(), r.text(), r.text(), mount(r));
  }

  private static void write(FieldWriter w, Report.MountListeners m) {
    w.text(m.mount().value())
        .number(m.listeners())
        .number(m.peak())
        .number(m.bytesOut())
        .number(m.listenedMs())
        .number(m.visits());
  }

  private static Report.MountListeners mountListeners(FieldReader r) {
    return new Report.MountListeners(
        mount(r),
        r.integer(),
        r.integer(),
        r.more() ? r.number() : 0,
        r.more() ? r.number() : 0,
        r.more() ? r.number() : 0);
  }

  private static void write(FieldWriter w, Report.Job job) {
    w.text(job.from().value())
        .text(job.to().value())
        .octet(job.state().ordinal())
        .text(job.reason())
        .number(job.speed())
        .number(job.lag());
  }

  private static Report.Job job(FieldReader r) {
    return new Report.Job(
        mount(r), mount(r), r.one(JOB_STATES), r.text(), r.integer(), r.integer());
  }

  private static void write(FieldWriter w, Command command) {
    switch (command) {
      case Command.KickSource(var mount) -> w.octet(KICK_SOURCE).text(mount.value());
      case Command.KickListeners(var mount) -> w.octet(KICK_LISTENERS).text(mount.value());
      case Command.KickListener(var mount, var listener) ->
          w.octet(KICK_LISTENER).text(mount.value()).number(listener);
      case Command.MoveListeners(var from, var to) ->
          w.octet(MOVE_LISTENERS).text(from.value()).text(to.value());
    }
  }

  private static Command command(FieldReader r) {
    int type = r.octet();
    return switch (type) {
      case KICK_SOURCE -> new Command.KickSource(mount(r));
      case KICK_LISTENERS -> new Command.KickListeners(mount(r));
      case KICK_LISTENER -> new Command.KickListener(mount(r), r.number());
      case MOVE_LISTENERS -> new Command.MoveListeners(mount(r), mount(r));
      default -> throw new FieldReader.Broken("no command has the type " + type);
    };
  }

  private static void write(FieldWriter w, Listener listener) {
    w.number(listener.number())
        .text(listener.address())
        .text(listener.agent())
        .number(listener.since())
        .number(listener.behind());
  }

  private static Listener listener(FieldReader r) {
    return new Listener(r.number(), r.text(), r.text(), r.number(), r.integer());
  }

  private static void write(FieldWriter w, Salt salt) {
    w.number(salt.day()).octets(salt.bytes());
  }

  private static Salt salt(FieldReader r) {
    return new Salt(r.number(), r.octets());
  }

  private static void write(FieldWriter w, Visit visit) {
    w.text(visit.mount().value())
        .number(visit.day())
        .number(visit.client())
        .text(visit.agent())
        .flag(visit.fresh());
  }

  private static Visit visit(FieldReader r) {
    return new Visit(mount(r), r.number(), r.number(), r.text(), r.flag());
  }

  private static void write(FieldWriter w, Beacon beacon) {
    write(w, beacon.stream())
        .group(beacon.info(), MessageCodec::write)
        .octet(beacon.state().ordinal())
        .number(beacon.nextSequence())
        .text(beacon.title())
        .number(beacon.startedAt())
        .number(beacon.bytesIn())
        .text(beacon.tenant());
  }

  private static Beacon beacon(FieldReader r) {
    return new Beacon(
        stream(r),
        r.group(MessageCodec::info),
        r.one(STATES),
        r.number(),
        r.text(),
        r.number(),
        r.number(),
        r.more() ? r.text() : "");
  }

  private static void write(FieldWriter w, StreamInfo info) {
    w.text(info.contentType())
        .text(info.name())
        .text(info.description())
        .text(info.genre())
        .text(info.url())
        .number(info.bitrate())
        .flag(info.listed())
        .text(info.audioInfo());
  }

  private static StreamInfo info(FieldReader r) {
    return new StreamInfo(
        r.text(), r.text(), r.text(), r.text(), r.text(), r.integer(), r.flag(), r.text());
  }

  private static void write(FieldWriter w, Encoder encoder) {
    w.text(encoder.credential()).text(encoder.address()).text(encoder.agent());
  }

  private static Encoder encoder(FieldReader r) {
    return new Encoder(r.text(), r.text(), r.text());
  }

  private static void write(FieldWriter w, Chunk chunk) {
    write(w, chunk.stream())
        .number(chunk.sequence())
        .octet(chunk.kind().ordinal())
        .number(chunk.capturedAt())
        .signed(chunk.header())
        .signed(chunk.title())
        .flag(chunk.entry())
        .octets(chunk.payload());
  }

  private static Chunk chunk(FieldReader r) {
    return new Chunk(
        stream(r),
        r.number(),
        r.one(KINDS),
        r.number(),
        r.signed(),
        r.signed(),
        r.flag(),
        r.octets());
  }

  private static FieldWriter write(FieldWriter w, StreamId stream) {
    return w.text(stream.mount().value()).number(stream.epoch());
  }

  private static StreamId stream(FieldReader r) {
    return new StreamId(mount(r), r.number());
  }

  private static MountName mount(FieldReader r) {
    return new MountName(r.text());
  }
}
