package io.floe.wire.login;

import io.floe.wire.client.Address;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Password checks that wait for a thread, at most {@value #MAX_WAITING}, fair between clients:
 * clients take turns, one that sent five wrong passwords within a minute gets a turn every half
 * second only, and when the queue is full first those give way who are so throttled, then the
 * client with the most waiting. Nobody is ever locked out. A client is an IPv4 address or an IPv6
 * /64 network, since whoever has one of its addresses has all. Any thread.
 */
public final class PasswordQueue {

  /** Enough for all encoders of a busy node that come back at once: they wait, none is refused. */
  public static final int MAX_WAITING = 512;

  private static final int FAILURES_BEFORE_THROTTLE = 5;
  private static final int KNOWN_ADDRESSES = 10_000;
  private static final long FORGIVEN_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long THROTTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** One check. */
  public interface Check {
    /** Does the work; whether the password was right. */
    boolean run();

    /** It will never run. */
    void refuse();

    /** It was the wrong one that makes its client wait from now on. */
    default void throttled() {}
  }

  private static final class Failures {
    private int count;
    private long last;

    /** Its last turn while throttled: what comes of that one may not be known yet. */
    private long turn;
  }

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All below guarded by lock. The order of waiting is the order of turns.
  private final Map<Address, Deque<Check>> waiting = new LinkedHashMap<>();
  private final Map<Address, Failures> failures =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Address, Failures> eldest) {
          return size() > KNOWN_ADDRESSES;
        }
      };
  private int size;
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
      } else {
        Deque<Check> mine = waiting.computeIfAbsent(client, a -> new ArrayDeque<>());
        if (size >= MAX_WAITING) {
          Address other = givesWay(client, mine.size());
          if (other != null) {
            refused = last(other);
            mine.add(check);
          } else {
            refused = check;
            if (mine.isEmpty()) {
              waiting.remove(client);
            }
          }
        } else {
          mine.add(check);
          size++;
        }
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
    if (refused != null) {
      refused.refuse();
    }
  }

  /** Whether a client has sent so many wrong passwords that it has to wait for each turn. */
  public boolean throttled(Address address) {
    lock.lock();
    try {
      return throttled(address.network(), nanoTime.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes a wrong password that was found out elsewhere; whether it is the one that makes its
   * client wait from now on.
   */
  public boolean failed(Address address) {
    Address client = address.network();
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      Failures known = failures.computeIfAbsent(client, a -> new Failures());
      if (known.count == 0 || now - known.last > FORGIVEN_NANOS) {
        known.count = 0;
        known.turn = now;
      }
      known.count++;
      known.last = now;
      return known.count == FAILURES_BEFORE_THROTTLE;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a check whose turn it is, and runs it. */
  public void runNext() throws InterruptedException {
    Turn turn = take();
    boolean right = false;
    boolean throttled = false;
    try {
      right = turn.check().run();
    } finally {
      throttled = !right && failed(turn.client());
    }
    if (throttled) {
      turn.check().throttled();
    }
  }

  /** Refuses what waits and everything that follows. */
  public void close() {
    Map<Address, Deque<Check>> left;
    lock.lock();
    try {
      closed = true;
      left = new LinkedHashMap<>(waiting);
      waiting.clear();
      size = 0;
    } finally {
      lock.unlock();
    }
    left.values().forEach(checks -> checks.forEach(Check::refuse));
  }

  private Turn take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        long now = nanoTime.getAsLong();
        long soonest = Long.MAX_VALUE;
        Iterator<Map.Entry<Address, Deque<Check>>> turns = waiting.entrySet().iterator();
        while (turns.hasNext()) {
          Map.Entry<Address, Deque<Check>> next = turns.next();
          long wait = throttle(next.getKey(), now);
          if (wait <= 0) {
            turns.remove();
            return turn(next.getKey(), next.getValue(), now);
          }
          soonest = Math.min(soonest, wait);
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

  private Turn turn(Address client, Deque<Check> checks, long now) {
    Failures known = failures.get(client);
    if (known != null) {
      known.turn = now;
    }
    Check check = checks.remove();
    size--;
    if (!checks.isEmpty()) {
      waiting.put(client, checks);
    }
    return new Turn(client, check);
  }

  /**
   * Who has a check fewer for the sake of a newcomer: of those who are throttled the one with the
   * most waiting, else whoever has the most. Who is throttled itself displaces only the former.
   *
   * @param own how many checks of the newcomer wait
   */
  private @Nullable Address givesWay(Address newcomer, int own) {
    long now = nanoTime.getAsLong();
    boolean guesses = throttled(newcomer, now);
    Address most = null;
    int mostWaiting = own + 1;
    Address guesser = null;
    int guesserWaiting = guesses ? own + 1 : 0;
    for (Map.Entry<Address, Deque<Check>> each : waiting.entrySet()) {
      int waits = each.getValue().size();
      if (throttled(each.getKey(), now)) {
        if (waits > guesserWaiting) {
          guesser = each.getKey();
          guesserWaiting = waits;
        }
      } else if (waits > mostWaiting) {
        most = each.getKey();
        mostWaiting = waits;
      }
    }
    return guesser != null || guesses ? guesser : most;
  }

  /** Takes the newest check of a client that has one. */
  private Check last(Address client) {
    Deque<Check> checks = waiting.getOrDefault(client, new ArrayDeque<>());
    Check last = checks.removeLast();
    if (checks.isEmpty()) {
      waiting.remove(client);
    }
    return last;
  }

  private boolean throttled(Address client, long now) {
    Failures known = failures.get(client);
    return known != null
        && known.count >= FAILURES_BEFORE_THROTTLE
        && now - known.last <= FORGIVEN_NANOS;
  }

  /** For how long a client has to wait. */
  private long throttle(Address client, long now) {
    Failures known = failures.get(client);
    if (known == null || !throttled(client, now)) {
      return 0;
    }
    long since = known.turn - known.last > 0 ? known.turn : known.last;
    return since + THROTTLED_NANOS - now;
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
