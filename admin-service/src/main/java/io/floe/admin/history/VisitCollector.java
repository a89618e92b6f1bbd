package io.floe.admin.history;

import io.floe.admin.history.ClientBook.Taken;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Visits;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the edges who has come, from where the database says that they were heard. Confined to the
 * bus thread, but for {@link #waiting} and {@link #written}.
 */
final class VisitCollector implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofSeconds(2);

  /** Visits that wait to be written; more stay with the edges until these are. */
  private static final int MOST = 100_000;

  private final Bus bus;
  private final Heart heart;
  private final HistoryCounters counters;
  private final java.util.function.BooleanSupplier onDuty;
  private final Loop.Timer timer;

  // Guarded by this.
  private final List<Taken> waiting = new ArrayList<>();
  private final Map<String, Long> next = new HashMap<>();
  private final Map<String, Long> skipped = new HashMap<>();
  private Ledger.@Nullable Asking asking;
  private int count;

  VisitCollector(
      Bus bus, Heart heart, java.util.function.BooleanSupplier onDuty, HistoryCounters counters) {
    this.bus = bus;
    this.heart = heart;
    this.onDuty = onDuty;
    this.counters = counters;
    bus.receive((from, message) -> {
      if (message instanceof Visits visits) {
        hear(from, visits);
      }
    });
    // It has no salt yet, and holds those who come for some seconds until it has one.
    heart.onBirth(peer -> {
      if (peer.node().role() == NodeInfo.Role.EDGE && onDuty.getAsBoolean()) {
        ask(peer.id());
      }
    });
    timer = bus.loop().every(PERIOD, this::askAll);
  }

  /** What to write next. Any thread. */
  synchronized List<Taken> waiting() {
    return List.copyOf(waiting);
  }

  /**
   * Those have been written. Any thread.
   *
   * @param now how to go on
   */
  synchronized void written(List<Taken> done, Ledger.Asking now) {
    if (done.size() <= waiting.size() && done.equals(waiting.subList(0, done.size()))) {
      waiting.subList(0, done.size()).clear();
    } else {
      waiting.clear();
    }
    count = waiting.stream().mapToInt(part -> part.visits().size()).sum();
    asking = now;
    next.clear();
    next.putAll(now.next());
    skipped.forEach((node, to) -> next.merge(node, to, Math::max));
    for (Taken part : waiting) {
      next.merge(part.node(), part.next(), Math::max);
    }
  }

  /** What waits cannot be written, or is what keeps something else from it. Any thread. */
  synchronized void giveUp() {
    counters.visitsLost.add(count);
    waiting.clear();
    skipped.putAll(next);
    count = 0;
  }

  private void askAll() {
    if (!onDuty.getAsBoolean()) {
      return;
    }
    for (Peer peer : heart.peers()) {
      if (peer.node().role() == NodeInfo.Role.EDGE) {
        ask(peer.id());
      }
    }
  }

  private void ask(NodeId edge) {
    Message question;
    synchronized (this) {
      Ledger.Asking now = asking;
      if (now == null || count >= MOST) {
        return;
      }
      long from = next.getOrDefault(edge.value(), 0L);
      question = new Message.VisitsWanted(from, Visits.MOST, now.salts());
    }
    bus.send(edge, question);
  }

  private void hear(NodeId from, Visits heard) {
    boolean more;
    synchronized (this) {
      if (asking == null || heard.visits().isEmpty()) {
        return;
      }
      long known = next.getOrDefault(from.value(), 0L);
      // An answer that comes again, or to a question of before this service was told where to go
      // on.
      if (heard.from() < known) {
        return;
      }
      counters.visitsLost.add(heard.from() - known);
      Taken part = new Taken(from.value(), heard.from(), heard.visits());
      waiting.add(part);
      count += part.visits().size();
      next.put(from.value(), part.next());
      more = part.next() < heard.next() && count < MOST;
    }
    if (more) {
      ask(from);
    }
  }

  @Override
  public void close() {
    timer.close();
  }
}
