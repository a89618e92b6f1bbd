package io.floe.ingest.origin;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Peer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Takes titles to the owner of their mount, wherever it is. Confined to the bus thread. */
final class Titles {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private record Asked(Set<NodeId> nodes, Consumer<Boolean> answer, Loop.Timer timer) {}

  private final Bus bus;
  private final Heart heart;
  private final Owners owners;
  private final Function<MountName, Optional<OriginStream>> live;
  private final Map<Long, Asked> asked = new HashMap<>();
  private long numbers;

  Titles(Bus bus, Heart heart, Owners owners, Function<MountName, Optional<OriginStream>> live) {
    this.bus = bus;
    this.heart = heart;
    this.owners = owners;
    this.live = live;
  }

  void retitle(MountName mount, String title, Consumer<Boolean> answer) {
    if (here(mount, title)) {
      answer.accept(true);
      return;
    }
    Set<NodeId> nodes = new HashSet<>();
    owners
        .owner(mount)
        .ifPresentOrElse(
            nodes::add,
            () ->
                heart.peers().stream().filter(Peer::ownsMounts).map(Peer::id).forEach(nodes::add));
    nodes.remove(bus.self());
    if (nodes.isEmpty()) {
      answer.accept(false);
      return;
    }
    long number = ++numbers;
    Loop.Timer timer = bus.loop().after(PATIENCE, () -> finish(number, false));
    asked.put(number, new Asked(nodes, answer, timer));
    Set.copyOf(nodes).forEach(node -> bus.send(node, new Message.Retitle(number, mount, title)));
  }

  void hear(NodeId from, Message.Retitle retitle) {
    boolean done = here(retitle.mount(), retitle.title());
    bus.send(from, new Message.RetitleAnswer(retitle.request(), done));
  }

  void hear(NodeId from, Message.RetitleAnswer answer) {
    Asked waiting = asked.get(answer.request());
    if (waiting == null || !waiting.nodes.remove(from)) {
      return;
    }
    if (answer.done() || waiting.nodes.isEmpty()) {
      finish(answer.request(), answer.done());
    }
  }

  private boolean here(MountName mount, String title) {
    Optional<OriginStream> stream = live.apply(mount);
    stream.ifPresent(s -> s.retitle(title));
    return stream.isPresent();
  }

  private void finish(long number, boolean done) {
    Asked finished = asked.remove(number);
    if (finished != null) {
      finished.timer.close();
      finished.answer.accept(done);
    }
  }
}
