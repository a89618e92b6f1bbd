package io.floe.wire.login;

import io.floe.wire.client.Address;
import io.floe.wire.login.Reputation.Standing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Password checks that wait for a thread, at most {@value #MAX_WAITING}, fair between clients. A
 * client is an IPv4 address or an IPv6 /64 network, since whoever has one of its addresses has all.
 * Neighbourhoods take turns (the /24 and the /48), and in each its clients, so that many networks
 * of one owner have no more than one of somebody else's. Who had a right password within a day has
 * every third turn before others; one that sent five wrong passwords within a minute gets a turn
 * every half second only. When the queue is full first those give way who are so throttled, then
 * those whose neighbours guess, then those of whom nothing is known. Nobody is ever locked out. Any
 * thread.
 */
public final class PasswordQueue {

  /** Enough for all encoders of a busy node that come back at once: they wait, none is refused. */
  public static final int MAX_WAITING = 512;

  /** Who is looked for first at each turn, over and over; whoever else is there follows. */
  private static final List<Standing> TURNS =
      List.of(
          Standing.KNOWN,
          Standing.NEW,
          Standing.SUSPECT,
          Standing.KNOWN,
          Standing.NEW,
          Standing.GUESSER);

  /** One check. */
  public interface Check {
    /** Does the work; false: the password was wrong. What it throws is nobody's wrong password. */
    boolean run();

    /** It will never run. */
    void refuse();

    /** It was the wrong one that makes its client wait from now on. */
    default void throttled() {}
  }

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All below guarded by lock. By neighbourhood and client, both in the order of their turns.
  private final Map<Address, Map<Address, Deque<Check>>> waiting = new LinkedHashMap<>();
  private final Reputation reputation = new Reputation();
  private int size;
  private int turns;
  private boolean closed;

  /**
   * A queue without threads: those that serve it call {@link #runNext}.
   *
   * @param nanoTime a clock that only goes forward
   */
  public PasswordQueue(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private record Turn(Address client, Check check) {}

  /** Adds a check; it or another one is refused when too many wait. */
  public void add(Address address, Check check) {
    Address client = address.network();
    Check refused = null;
    lock.lock();
    try {
      if (closed) {
        refused = check;
      } else if (size < MAX_WAITING) {
        put(client, check);
      } else {
        Address other = givesWayTo(client);
        refused = other == null ? check : taken(other, Deque::removeLast);
        if (other != null) {
          put(client, check);
        }
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (refused != null) {
      refused.refuse();
    }
  }

  private void put(Address client, Check check) {
    waiting
        .computeIfAbsent(client.neighbourhood(), n -> new LinkedHashMap<>())
        .computeIfAbsent(client, c -> new ArrayDeque<>())
        .add(check);
    size++;
  }

  private interface End {
    Check of(Deque<Check> checks);
  }

  /** Takes a check of a client that has one. */
  private Check taken(Address client, End end) {
    Map<Address, Deque<Check>> clients =
        waiting.getOrDefault(client.neighbourhood(), new LinkedHashMap<>());
    Deque<Check> checks = clients.getOrDefault(client, new ArrayDeque<>());
    Check taken = end.of(checks);
    size--;
    if (checks.isEmpty()) {
      clients.remove(client);
    }
    if (clients.isEmpty()) {
      waiting.remove(client.neighbourhood());
    }
    return taken;
  }

  private @Nullable Address givesWayTo(Address newcomer) {
    long now = nanoTime.getAsLong();
    Crowds crowds = new Crowds();
    waiting
        .values()
        .forEach(clients ->
            clients.forEach((client, checks) ->
                crowds.add(client, reputation.standing(client, now), checks.size())));
    Map<Address, Deque<Check>> neighbours =
        waiting.getOrDefault(newcomer.neighbourhood(), Map.of());
    int own = neighbours.getOrDefault(newcomer, new ArrayDeque<>()).size();
    return crowds.givesWayTo(newcomer, reputation.standing(newcomer, now), own);
  }

  /** Whether a client has sent so many wrong passwords that it has to wait for each turn. */
  public boolean throttled(Address address) {
    lock.lock();
    try {
      return reputation.throttled(address.network(), nanoTime.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes a wrong password that was found out elsewhere; whether it is the one that makes its
   * client wait from now on.
   */
  public boolean failed(Address address) {
    lock.lock();
    try {
      return reputation.failed(address.network(), nanoTime.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  /** Notes a right password: for a day its client is before those of whom nothing is known. */
  public void succeeded(Address address) {
    lock.lock();
    try {
      reputation.succeeded(address.network(), nanoTime.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a check whose turn it is, and runs it. */
  public void runNext() throws InterruptedException {
    Turn turn = take();
    if (!turn.check().run() && failed(turn.client())) {
      turn.check().throttled();
    }
  }

  /** Refuses what waits and everything that follows. */
  public void close() {
    List<Check> left;
    lock.lock();
    try {
      closed = true;
      left =
          waiting.values().stream()
              .flatMap(clients -> clients.values().stream())
              .flatMap(Deque::stream)
              .toList();
      waiting.clear();
      size = 0;
    } finally {
      lock.unlock();
    }
    left.forEach(Check::refuse);
  }

  private Turn take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        long now = nanoTime.getAsLong();
        long soonest = Long.MAX_VALUE;
        Map<Standing, Address> ready = new EnumMap<>(Standing.class);
        for (Map<Address, Deque<Check>> clients : waiting.values()) {
          for (Address client : clients.keySet()) {
            long wait = reputation.waits(client, now);
            if (wait <= 0) {
              ready.putIfAbsent(reputation.standing(client, now), client);
            } else {
              soonest = Math.min(soonest, wait);
            }
          }
        }
        if (!ready.isEmpty()) {
          return turn(first(ready), now);
        }
        if (soonest == Long.MAX_VALUE) {
          changed.await();
        } else {
          long ignored = changed.awaitNanos(soonest);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private Address first(Map<Standing, Address> ready) {
    Standing wanted = TURNS.get(turns);
    turns = (turns + 1) % TURNS.size();
    return ready.getOrDefault(wanted, ready.values().iterator().next());
  }

  private Turn turn(Address client, long now) {
    reputation.turn(client, now);
    Check check = taken(client, Deque::removeFirst);
    // Whoever has more to check is last now, among its neighbours and with them.
    Map<Address, Deque<Check>> clients = waiting.remove(client.neighbourhood());
    if (clients != null) {
      Deque<Check> more = clients.remove(client);
      if (more != null) {
        clients.put(client, more);
      }
      waiting.put(client.neighbourhood(), clients);
    }
    return new Turn(client, check);
  }

  /** How many wait. */
  public int waiting() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }
}
