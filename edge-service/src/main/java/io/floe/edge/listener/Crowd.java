package io.floe.edge.listener;

import io.floe.edge.mount.LiveMount;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message;
import io.floe.wire.command.AudienceDesk;
import io.floe.wire.config.ConfigFeed;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All listeners of the port. Any thread: each listener is visited on its own event loop. */
final class Crowd {

  /** What came of a move. */
  interface Moved {
    /**
     * It is done.
     *
     * @param moved listeners who go on there
     * @param unlike listeners who cannot, because they are sent another content type
     */
    void accept(int moved, int unlike);
  }

  private final Map<EventLoop, Port> ports;

  /**
   * @param ports what each event loop has; not changed any more
   */
  Crowd(Map<EventLoop, Port> ports) {
    this.ports = Map.copyOf(ports);
  }

  /** Has a configuration hold for those who are here; those to come are asked as they come. */
  void apply(ConfigFeed config) {
    each(session -> session.apply(config), () -> {});
  }

  /**
   * Closes those for whom {@code who} is true.
   *
   * @param answer called once, on some thread, with how many there were
   */
  void kick(Predicate<Session> who, IntConsumer answer) {
    AtomicInteger kicked = new AtomicInteger();
    each(
        session -> {
          if (who.test(session) && session.kick()) {
            kicked.incrementAndGet();
          }
        },
        () -> answer.accept(kicked.get()));
  }

  /** Shows everybody to {@code visitor}, each on its own event loop. */
  void each(Consumer<Session> visitor) {
    each(visitor, () -> {});
  }

  /**
   * Counts those for whom {@code who} is true.
   *
   * @param answer called once, on some thread
   */
  void count(Predicate<Session> who, IntConsumer answer) {
    AtomicInteger counted = new AtomicInteger();
    each(
        session -> {
          if (who.test(session)) {
            counted.incrementAndGet();
          }
        },
        () -> answer.accept(counted.get()));
  }

  /**
   * Describes the listeners of a mount.
   *
   * @param most how many are to be named
   * @param answer called once, on some thread
   */
  void audience(MountName mount, int most, AudienceDesk.Answer answer) {
    AtomicInteger total = new AtomicInteger();
    Queue<Message.Listener> named = new ConcurrentLinkedQueue<>();
    each(
        session -> {
          if (session.mount().equals(mount) && total.incrementAndGet() <= most) {
            named.add(session.described());
          }
        },
        () -> answer.accept(total.get(), List.copyOf(named)));
  }

  /**
   * Has listeners go on with another mount.
   *
   * @param who those who are to go
   * @param home where they belong from now on, null: where they belong already
   * @param answer called once, on some thread
   */
  void move(Predicate<Session> who, LiveMount to, @Nullable MountName home, Moved answer) {
    AtomicInteger moved = new AtomicInteger();
    AtomicInteger unlike = new AtomicInteger();
    each(
        session -> {
          if (!who.test(session)) {
            return;
          }
          if (!session.like(to)) {
            unlike.incrementAndGet();
          } else if (session.move(to, home == null ? session.home() : home)) {
            moved.incrementAndGet();
          }
        },
        () -> answer.accept(moved.get(), unlike.get()));
  }

  /** Shows everybody to {@code visitor}; {@code done} is run once all have been seen. */
  private void each(Consumer<Session> visitor, Runnable done) {
    // One more than there are loops: the caller's own, so that it ends without any.
    AtomicInteger left = new AtomicInteger(ports.size() + 1);
    Runnable one =
        () -> {
          if (left.decrementAndGet() == 0) {
            done.run();
          }
        };
    ports.forEach((loop, port) -> {
      try {
        loop.execute(() -> {
          try {
            port.round()
                .each(ticked -> {
                  if (ticked instanceof Session session && !session.gone()) {
                    visitor.accept(session);
                  }
                });
          } finally {
            one.run();
          }
        });
      } catch (RejectedExecutionException stopped) {
        one.run(); // the port has stopped, and nobody is listening
      }
    });
    one.run();
  }
}
