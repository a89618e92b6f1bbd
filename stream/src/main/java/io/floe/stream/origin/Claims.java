package io.floe.stream.origin;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.ClaimAnswer;
import io.floe.wire.bus.Message.Encoder;
import io.floe.wire.bus.NodeId;
import io.floe.wire.config.Mount;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Peer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * This node's claims that have not been decided yet: who has to be asked, who has answered.
 * Confined to the bus thread.
 */
final class Claims {

  /** Answered to a source whose mount belongs to another one. */
  static final String IN_USE = "Mountpoint in use";

  private static final Duration PATIENCE = Duration.ofMillis(400);

  /** A source that wants a mount. */
  record Request(
      MountName mount,
      StreamInfo info,
      Encoder encoder,
      Mount settings,
      SourceControl source,
      Consumer<Claimed> answer) {}

  /** Starts the stream of a claim that was won. */
  interface Winner {
    OriginStream start(Request request, StreamId id, boolean tookOver);
  }

  private static final class Pending {
    final long number;
    final Request request;
    final StreamId proposed;
    final Set<NodeId> asked = new HashSet<>();
    long highest;
    boolean tookOver;
    Loop.@Nullable Timer timer;

    Pending(long number, Request request, StreamId proposed) {
      this.number = number;
      this.request = request;
      this.proposed = proposed;
    }
  }

  private final Bus bus;
  private final Heart heart;
  private final Owners owners;
  private final Holder holder;
  private final Winner winner;
  private final OriginCounters counters;
  private final Map<MountName, Pending> pending = new HashMap<>();
  private long numbers;

  Claims(
      Bus bus, Heart heart, Owners owners, Holder holder, Winner winner, OriginCounters counters) {
    this.bus = bus;
    this.heart = heart;
    this.owners = owners;
    this.holder = holder;
    this.winner = winner;
    this.counters = counters;
  }

  /** Asks everybody who may own the mount, this node included. */
  void claim(Request request) {
    MountName mount = request.mount();
    if (pending.containsKey(mount)) {
      counters.refused.increment();
      request.answer().accept(new Claimed.Refused(IN_USE));
      return;
    }
    long epoch = Math.max(bus.loop().wallMillis(), owners.highest(mount) + 1);
    Pending claim = new Pending(++numbers, request, new StreamId(mount, epoch));
    pending.put(mount, claim);
    for (Peer peer : heart.peers()) {
      if (peer.ownsMounts()) {
        claim.asked.add(peer.id());
      }
    }
    owners.owner(mount).ifPresent(claim.asked::add);
    claim.asked.add(bus.self());
    claim.timer = bus.loop().after(PATIENCE, () -> win(claim));
    // Whoever is refused here need not disturb the others.
    Rival rival = new Rival(epoch, bus.self());
    holder.ask(mount, request.encoder(), rival, answer -> settle(claim, bus.self(), answer, epoch));
    for (NodeId node : Set.copyOf(claim.asked)) {
      if (!node.equals(bus.self()) && pending.get(mount) == claim) {
        bus.send(
            node,
            new Message.Claim(claim.number, claim.proposed, request.encoder()),
            written -> {
              if (!written) {
                settle(claim, node, Holder.Answer.NOT_MINE, 0); // it is gone: nobody to wait for
              }
            });
      }
    }
  }

  /** Another node's claim; of two undecided ones the lower epoch goes on. */
  void hear(NodeId from, Message.Claim claim) {
    MountName mount = claim.stream().mount();
    Rival theirs = new Rival(claim.stream().epoch(), from);
    Pending ours = pending.get(mount);
    if (ours != null) {
      if (theirs.compareTo(new Rival(ours.proposed.epoch(), bus.self())) > 0) {
        answer(from, claim, new Holder.Answer(false, IN_USE));
        return;
      }
      refuse(ours, IN_USE);
    }
    holder.ask(mount, claim.encoder(), theirs, answer -> answer(from, claim, answer));
  }

  void hear(NodeId from, ClaimAnswer answer) {
    for (Pending claim : pending.values()) {
      if (claim.number == answer.request()) {
        settle(claim, from, new Holder.Answer(answer.granted(), answer.reason()), answer.epoch());
        return;
      }
    }
  }

  private void answer(NodeId to, Message.Claim claim, Holder.Answer answer) {
    bus.send(
        to,
        new ClaimAnswer(
            claim.request(),
            answer.granted(),
            owners.highest(claim.stream().mount()),
            answer.reason()));
  }

  private void settle(Pending claim, NodeId from, Holder.Answer answer, long epoch) {
    if (pending.get(claim.request.mount()) != claim || !claim.asked.remove(from)) {
      return;
    }
    if (!answer.granted()) {
      refuse(claim, answer.reason());
      return;
    }
    claim.highest = Math.max(claim.highest, from.equals(bus.self()) ? 0 : epoch);
    claim.tookOver |= !answer.reason().isEmpty();
    if (claim.asked.isEmpty()) {
      win(claim);
    }
  }

  private void win(Pending claim) {
    if (!remove(claim)) {
      return;
    }
    MountName mount = claim.request.mount();
    long epoch =
        Math.max(claim.proposed.epoch(), Math.max(claim.highest, owners.highest(mount)) + 1);
    counters.won.increment();
    OriginStream stream = winner.start(claim.request, new StreamId(mount, epoch), claim.tookOver);
    claim.request.answer().accept(new Claimed.Won(stream));
  }

  private void refuse(Pending claim, String reason) {
    if (remove(claim)) {
      counters.refused.increment();
      holder.withdraw(claim.request.mount(), new Rival(claim.proposed.epoch(), bus.self()));
      claim.request.answer().accept(new Claimed.Refused(reason));
    }
  }

  private boolean remove(Pending claim) {
    if (claim.timer != null) {
      claim.timer.close();
    }
    return pending.remove(claim.request.mount(), claim);
  }
}
