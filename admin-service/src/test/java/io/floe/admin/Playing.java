package io.floe.admin;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.Beacons;
import io.floe.wire.bus.Message.Listener;
import io.floe.wire.bus.Message.RetitleAnswer;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.command.AudienceDesk;
import io.floe.wire.command.CommandDesk;
import io.floe.wire.command.CommandDesk.Done;
import io.floe.wire.report.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * An ingest that plays mounts and an edge where each has one listener, number 1. Both do whatever
 * they are told, and the mounts go on as if they had not.
 */
final class Playing implements AutoCloseable {

  private final List<String> mounts;
  private final String tenant;
  private final Neighbour ingest;
  private final Neighbour edge;
  private final Loop.Timer beaconing;

  Playing(String cluster, int port, Path folder, List<String> mounts) {
    this(cluster, port, folder, mounts, "");
  }

  /**
   * @param tenant whose source password has opened the mounts; empty: their own
   */
  Playing(String cluster, int port, Path folder, List<String> mounts, String tenant) {
    this.mounts = mounts;
    this.tenant = tenant;
    String name = "playing-" + Long.toHexString(System.nanoTime());
    ingest =
        new Neighbour(
            name + "-ingest",
            cluster,
            port,
            folder,
            NodeInfo.Role.INGEST,
            () -> new Report.Ingest(mounts.size(), 0));
    edge =
        new Neighbour(
            name + "-edge",
            cluster,
            port,
            folder,
            NodeInfo.Role.EDGE,
            () -> new Report.Edge(0, 0, List.of()));
    new AudienceDesk(
        edge.bus,
        (mount, most, answer) ->
            answer.accept(1, List.of(new Listener(1, "192.0.2.7", "mpv", 5, 0))));
    new CommandDesk(edge.bus, (command, answer) -> answer.accept(Done.to(1)));
    new CommandDesk(ingest.bus, (command, answer) -> answer.accept(Done.to(1)));
    ingest.bus.receive((from, message) -> {
      if (message instanceof Message.Retitle title) {
        ingest.bus.send(from, new RetitleAnswer(title.request(), RetitleAnswer.Outcome.DONE));
      }
    });
    beaconing = ingest.bus.loop().every(Duration.ofMillis(500), () -> say(Beacon.State.LIVE));
    ingest.met();
    edge.met();
  }

  private void say(Beacon.State state) {
    ingest.bus.broadcast(
        new Beacons(
            mounts.stream()
                .map(mount ->
                    new Beacon(
                        new StreamId(new MountName(mount), 1),
                        new StreamInfo("audio/mpeg", "FM", "", "", "", 96, false, ""),
                        state,
                        1,
                        "t",
                        5,
                        6,
                        tenant))
                .toList()));
  }

  /** Takes everything off the air. */
  void end() {
    beaconing.close();
    say(Beacon.State.ENDED);
  }

  @Override
  public void close() {
    edge.close();
    ingest.close();
  }
}
