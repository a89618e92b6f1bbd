package io.floe.admin.live;

import io.floe.wire.bus.CounterReader;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the events of this service have come to since its start. Any thread. */
public final class LiveCounters {

  final AtomicInteger followers = new AtomicInteger();
  final LongAdder opened = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder resumed = new LongAdder();
  final LongAdder slow = new LongAdder();
  final LongAdder ended = new LongAdder();
  final LongAdder compositions = new LongAdder();
  final LongAdder written = new LongAdder();
  final LongAdder assembled = new LongAdder();
  final LongAdder sent = new LongAdder();
  final LongAdder sentBytes = new LongAdder();
  final LongAdder failures = new LongAdder();

  LiveCounters() {}

  /** Who follows now. */
  public int followers() {
    return followers.get();
  }

  /** Shows every counter. */
  public void each(CounterReader<LiveCounters> reader) {
    reader.take("floe.events.opened", "Event streams opened", c -> c.opened.sum());
    reader.take(
        "floe.events.refused",
        "Event streams refused because there were too many",
        c -> c.refused.sum());
    reader.take(
        "floe.events.resumed",
        "Event streams that went on where they were cut",
        c -> c.resumed.sum());
    reader.take(
        "floe.events.slow", "Event streams closed because they took nothing", c -> c.slow.sum());
    reader.take(
        "floe.events.ended",
        "Event streams closed because their user, session or token has changed or ended",
        c -> c.ended.sum());
    reader.take(
        "floe.events.compositions",
        "Times the state of the cluster was looked at for events",
        c -> c.compositions.sum());
    reader.take("floe.events.written", "Changes written as JSON", c -> c.written.sum());
    reader.take(
        "floe.events.assembled",
        "Texts put together for all who see the same",
        c -> c.assembled.sum());
    reader.take("floe.events.sent", "Texts given to sockets", c -> c.sent.sum());
    reader.take("floe.events.sent.bytes", "Bytes given to sockets", c -> c.sentBytes.sum());
    reader.take("floe.events.failures", "Turns of events that failed", c -> c.failures.sum());
  }
}
