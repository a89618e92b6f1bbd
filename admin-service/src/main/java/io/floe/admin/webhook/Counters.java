package io.floe.admin.webhook;

import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** What webhooks have come to since the start. Any thread. */
@Singleton
public final class Counters {

  private final Map<EventKind, LongAdder> events = new EnumMap<>(EventKind.class);
  private final LongAdder delivered = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private volatile int underWay;
  private volatile long waiting;

  Counters() {
    for (EventKind kind : EventKind.values()) {
      events.put(kind, new LongAdder());
    }
  }

  /** Somebody to whom every counter is shown. */
  @FunctionalInterface
  public interface Reader {
    void read(String name, String what, String tag, String word, ToDoubleFunction<Counters> value);
  }

  /** Shows all that only grow, each with one tag. */
  public void each(Reader reader) {
    events.forEach((kind, count) ->
        reader.read(
            "floe.webhook.events",
            "Events told, whoever wanted them",
            "event",
            kind.word(),
            all -> count.sum()));
    String deliveries = "floe.webhook.deliveries";
    String what = "Attempts and deliveries by what has become of them";
    reader.read(deliveries, what, "outcome", "delivered", all -> all.delivered.sum());
    reader.read(deliveries, what, "outcome", "retried", all -> all.retried.sum());
    reader.read(deliveries, what, "outcome", "failed", all -> all.failed.sum());
    reader.read(deliveries, what, "outcome", "dropped", all -> all.dropped.sum());
    String losses = "floe.webhook.losses";
    String gone = "What webhooks have not done";
    reader.read(losses, gone, "loss", "refused", all -> all.refused.sum());
    reader.read(losses, gone, "loss", "event", all -> all.lost.sum());
  }

  /** Requests that wait for an answer now. */
  public int underWay() {
    return underWay;
  }

  /** Deliveries in the database that wait for their turn, as of a minute ago at most. */
  public long waiting() {
    return waiting;
  }

  void event(EventKind kind) {
    LongAdder count = events.get(kind);
    if (count != null) {
      count.increment();
    }
  }

  void delivered() {
    delivered.increment();
  }

  void retried() {
    retried.increment();
  }

  void failed(long count) {
    failed.add(count);
  }

  void dropped(long count) {
    dropped.add(count);
  }

  void refused() {
    refused.increment();
  }

  /** An event that could not be kept until the database was there. */
  void lost() {
    lost.increment();
  }

  void underWay(int now) {
    underWay = now;
  }

  void waiting(long now) {
    waiting = now;
  }
}
