package io.floe.wire.bus;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.report.Report;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One message of every kind, by the name of its golden bytes. Never change one: add. What an
 * earlier release wrote otherwise is in {@link #older}.
 */
final class SampleMessages {

  static final NodeId SENDER = new NodeId("ingest-7f3a");

  private static final MountName MOUNT = new MountName("/nørd/jazz");
  private static final StreamId STREAM = new StreamId(MOUNT, 1_763_800_000_123L);
  private static final StreamInfo INFO =
      new StreamInfo(
          "audio/mpeg", "Nørd FM", "all night", "jazz", "http://n.example/", 128, true, "ice=1");

  private static final long DIGEST = 0xfedc_ba98_7654_3210L;
  private static final NodeInfo EDGE =
      new NodeInfo(new NodeId("edge"), NodeInfo.Role.EDGE, "0.1.0", 8080, 1);

  private SampleMessages() {}

  static Map<String, Message> all() {
    Map<String, Message> all = new LinkedHashMap<>();
    all.putAll(beats("-digest", DIGEST));
    all.remove("beat-edge-config-digest");
    all.remove("beat-config-digest");
    all.put(
        "beat-ingest-lockouts",
        new Message.Beat(
            new NodeInfo(SENDER, NodeInfo.Role.INGEST, "0.2.0", 8000, 1_763_799_999_999L),
            new Report.Ingest(
                3,
                123_456_789_012L,
                List.of(new Report.Lockout(7, 1_763_800_000_100L, "source", "2001:db8::1", MOUNT))),
            new Message.Stamp(1_763_800_000_123L, DIGEST)));
    all.put(
        "beat-edge-counters",
        new Message.Beat(
            EDGE,
            new Report.Edge(
                1_000,
                5_000_000_000L,
                List.of(
                    new Report.MountListeners(MOUNT, 999, 1_200, 4_999_000_000L, 7_200_123L, 1_300),
                    new Report.MountListeners(new MountName("/b"), 0, 1, 1, 2, 3))),
            new Message.Stamp(8, DIGEST)));
    all.remove("beat-admin-digest");
    all.put(
        "beat-admin-door",
        new Message.Beat(
            new NodeInfo(new NodeId("admin"), NodeInfo.Role.ADMIN, "0.2.0", 8090, 1),
            new Report.Admin("10.1.2.3", "a-key"),
            new Message.Stamp(7, DIGEST)));
    all.put("beacons-empty", new Message.Beacons(List.of()));
    all.put(
        "beacons-tenant",
        new Message.Beacons(
            List.of(
                new Message.Beacon(
                    STREAM,
                    INFO,
                    Message.Beacon.State.STALLED,
                    4711,
                    "Bechet – Petite fleur",
                    1_763_800_000_000L,
                    9_999_999L,
                    "north"),
                new Message.Beacon(
                    new StreamId(new MountName("/b"), 1),
                    new StreamInfo("application/ogg", "", "", "", "", 0, false, ""),
                    Message.Beacon.State.LIVE,
                    0,
                    "",
                    0,
                    0))));
    all.put("find", new Message.Find(MOUNT));
    all.put("unowned", new Message.Unowned(MOUNT));
    all.put("lease-tail", new Message.Lease(STREAM, Message.Lease.TAIL, 65_536, true));
    all.put("lease-renewal", new Message.Lease(STREAM, 4_712, 0, false));
    all.put("release", new Message.Release(STREAM));
    all.put(
        "granted",
        new Message.Granted(STREAM, Message.Lease.TAIL, 4_700, 4_712, 1_763_800_000_000L));
    all.put(
        "audio",
        new Message.Audio(
            new Chunk(
                STREAM,
                4_711,
                Chunk.Kind.AUDIO,
                1_763_800_000_456L,
                Chunk.NONE,
                4_000,
                true,
                new byte[] {(byte) 0xff, (byte) 0xfb, 0, 1, 2})));
    all.put(
        "header",
        new Message.Audio(
            new Chunk(
                STREAM, 0, Chunk.Kind.HEADER, 1, Chunk.NONE, Chunk.NONE, false, bytes("Ogg"))));
    all.put(
        "title",
        new Message.Audio(
            new Chunk(STREAM, 1, Chunk.Kind.TITLE, 1, 0, Chunk.NONE, false, bytes("Ça ira"))));
    all.put(
        "claim",
        new Message.Claim(
            42, STREAM, new Message.Encoder("tenant:default", "2001:db8::1", "butt/1.2")));
    all.put("claim-refused", new Message.ClaimAnswer(42, false, 1_763_800_000_123L, "in use"));
    all.put("claim-granted", new Message.ClaimAnswer(Long.MAX_VALUE, true, 0, ""));
    all.put("retitle", new Message.Retitle(43, MOUNT, "Ça ira", "tenant:north"));
    all.put("retitle-answer", new Message.RetitleAnswer(43, Message.RetitleAnswer.Outcome.FOREIGN));
    all.put("config-wanted", new Message.ConfigWanted(1_763_800_000_123L, 2));
    all.put(
        "config-part",
        new Message.ConfigPart(1_763_800_000_123L, 2, 3, new byte[] {0x1f, (byte) 0x8b, 0}));
    all.put("order-kick-source", new Message.Order(44, new Message.Command.KickSource(MOUNT)));
    all.put(
        "order-kick-listeners", new Message.Order(45, new Message.Command.KickListeners(MOUNT)));
    all.put(
        "order-move-listeners",
        new Message.Order(46, new Message.Command.MoveListeners(MOUNT, new MountName("/b"))));
    all.put(
        "order-kick-listener",
        new Message.Order(47, new Message.Command.KickListener(MOUNT, 5_000_000_000_000_000_001L)));
    all.put("audience-wanted", new Message.AudienceWanted(48, MOUNT, 1_000));
    all.put(
        "audience",
        new Message.Audience(
            48,
            4_711,
            List.of(
                new Message.Listener(
                    5_000_000_000_000_000_001L,
                    "192.0.2.7",
                    "VLC/3.0.20 LibVLC",
                    1_763_800_000_000L,
                    200),
                new Message.Listener(1, "2001:db8::1", "-", 0, 0))));
    all.put("audience-empty", new Message.Audience(48, 0, List.of()));
    all.put(
        "visits-wanted",
        new Message.VisitsWanted(
            70_000, 2_000, List.of(new Message.Salt(20_786, new byte[] {1, 2, (byte) 0xff}))));
    all.put(
        "visits",
        new Message.Visits(
            70_001,
            70_003,
            List.of(
                new Message.Visit(MOUNT, 20_786, -2, "mpv", true),
                new Message.Visit(new MountName("/b"), 20_787, 5, "", false))));
    all.put("order-answer", new Message.OrderAnswer(46, 1_000, "another content type"));
    return all;
  }

  /** A beat of every kind of node. */
  private static Map<String, Message> beats(String suffix, long digest) {
    Map<String, Message> beats = new LinkedHashMap<>();
    beats.put(
        "beat-config" + suffix,
        new Message.Beat(
            new NodeInfo(SENDER, NodeInfo.Role.INGEST, "0.2.0", 8000, 1_763_799_999_999L),
            new Report.Ingest(3, 123_456_789_012L),
            new Message.Stamp(1_763_800_000_123L, digest)));
    beats.put(
        "beat-admin" + suffix,
        new Message.Beat(
            new NodeInfo(new NodeId("admin"), NodeInfo.Role.ADMIN, "0.2.0", 8090, 1),
            new Report.Admin(),
            new Message.Stamp(7, digest)));
    beats.put(
        "beat-edge-config" + suffix,
        new Message.Beat(
            EDGE,
            new Report.Edge(
                1_000,
                5_000_000_000L,
                List.of(
                    new Report.MountListeners(MOUNT, 999, 1_200),
                    new Report.MountListeners(new MountName("/b"), 1, 1))),
            new Message.Stamp(8, digest)));
    beats.put(
        "beat-transcoder" + suffix,
        new Message.Beat(
            new NodeInfo(new NodeId("transcoder"), NodeInfo.Role.TRANSCODER, "0.2.0", 0, 1),
            new Report.Transcoder(
                350,
                1_400,
                List.of(
                    new Report.Job(
                        MOUNT,
                        new MountName("/b"),
                        Report.Job.State.FAILED,
                        "no frame in 10 s",
                        0,
                        0),
                    new Report.Job(
                        MOUNT,
                        new MountName("/nørd/jazz.opus"),
                        Report.Job.State.RUNNING,
                        "",
                        6_900,
                        231))),
            new Message.Stamp(9, digest)));
    return beats;
  }

  /** What older releases wrote, and what it is read as. */
  static Map<String, Message> older() {
    Map<String, Message> older = new LinkedHashMap<>(beats("", 0));
    beats("-digest", DIGEST).entrySet().stream()
        .filter(each -> Set.of("beat-admin-digest", "beat-config-digest").contains(each.getKey()))
        .forEach(each -> older.put(each.getKey(), each.getValue()));
    older.put(
        "beat-edge-config-digest",
        Objects.requireNonNull(beats("-digest", DIGEST).get("beat-edge-config-digest")));
    older.put(
        "beat-ingest",
        new Message.Beat(
            new NodeInfo(SENDER, NodeInfo.Role.INGEST, "0.1.0", 8000, 1_763_799_999_999L),
            new Report.Ingest(3, 123_456_789_012L)));
    older.put(
        "beat-edge",
        new Message.Beat(
            new NodeInfo(new NodeId("edge"), NodeInfo.Role.EDGE, "0.1.0", 8080, 1),
            new Report.Edge(
                1_000,
                5_000_000_000L,
                List.of(
                    new Report.MountListeners(MOUNT, 999, 1_200),
                    new Report.MountListeners(new MountName("/b"), 1, 1)))));
    older.put(
        "beacons",
        new Message.Beacons(
            List.of(
                new Message.Beacon(
                    STREAM,
                    INFO,
                    Message.Beacon.State.STALLED,
                    4711,
                    "Bechet – Petite fleur",
                    1_763_800_000_000L,
                    9_999_999L),
                new Message.Beacon(
                    new StreamId(new MountName("/b"), 1),
                    new StreamInfo("application/ogg", "", "", "", "", 0, false, ""),
                    Message.Beacon.State.LIVE,
                    0,
                    "",
                    0,
                    0))));
    return older;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
