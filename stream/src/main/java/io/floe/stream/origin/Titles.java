package io.floe.stream.origin;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.RetitleAnswer.Outcome;
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

  private record Asked(Set<NodeId> nodes, Consumer<Outcome> answer, Loop.Timer timer) {}

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

  void retitle(MountName mount, String title, String credential, Consumer<Outcome> answer) {
    Outcome here = here(mount, title, credential);
    if (here != Outcome.NO_SOURCE) {
      answer.accept(here);
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
      answer.accept(Outcome.NO_SOURCE);
      return;
    }
    long number = ++numbers;
    Loop.Timer timer = bus.loop().after(PATIENCE, () -> finish(number, Outcome.NO_SOURCE));
    asked.put(number, new Asked(nodes, answer, timer));
    Message.Retitle retitle = new Message.Retitle(number, mount, title, credential);
    Set.copyOf(nodes).forEach(node -> bus.send(node, retitle));
  }

  void hear(NodeId from, Message.Retitle retitle) {
    Outcome outcome = here(retitle.mount(), retitle.title(), retitle.credential());
    bus.send(from, new Message.RetitleAnswer(retitle.request(), outcome));
  }

  void hear(NodeId from, Message.RetitleAnswer answer) {
    Asked waiting = asked.get(answer.request());
    if (waiting == null || !waiting.nodes.remove(from)) {
      return;
    }
    if (answer.outcome() != Outcome.NO_SOURCE || waiting.nodes.isEmpty()) {
      finish(answer.request(), answer.outcome());
    }
  }

  private Outcome here(MountName mount, String title, String credential) {
    return live.apply(mount).map(s -> s.retitle(title, credential)).orElse(Outcome.NO_SOURCE);
  }

  private void finish(long number, Outcome outcome) {
    Asked finished = asked.remove(number);
    if (finished != null) {
      finished.timer.close();
      finished.answer.accept(outcome);
    }
  }
}
