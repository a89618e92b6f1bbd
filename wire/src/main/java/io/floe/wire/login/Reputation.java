package io.floe.wire.login;

import io.floe.wire.client.Address;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How clients have fared with their passwords of late. Of each kind it knows the {@value
 * #KNOWN_ADDRESSES} that were heard of last. Guarded by the lock of whoever has it.
 */
final class Reputation {

  /** Most clients that are known to have come in, or to have guessed. */
  private static final int KNOWN_ADDRESSES = 10_000;

  private static final int FAILURES_BEFORE_THROTTLE = 5;
  private static final int FAILURES_OF_NEIGHBOURS = 20;
  private static final long FORGIVEN_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long THROTTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long WELCOME_NANOS = TimeUnit.DAYS.toNanos(1);

  /** What to think of a client, the best first. */
  enum Standing {
    /** Had a right password within a day. */
    KNOWN,
    NEW,
    /** Has guessed too little to wait, but its neighbours together have guessed a lot. */
    SUSPECT,
    /** Has guessed until it has to wait. */
    GUESSER
  }

  private static final class Failures {
    private int count;
    private long last;

    /** Its last turn while throttled: what comes of that one may not be known yet. */
    private long turn;
  }

  private final Map<Address, Failures> ofClients = latest();
  private final Map<Address, Failures> ofNeighbours = latest();
  private final Map<Address, Long> welcome = latest();

  private static <V> Map<Address, V> latest() {
    return new LinkedHashMap<>(64, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<Address, V> eldest) {
        return size() > KNOWN_ADDRESSES;
      }
    };
  }

  /** Notes a wrong password; whether it is the one that makes its client wait from now on. */
  boolean failed(Address client, long now) {
    count(ofNeighbours, client.neighbourhood(), now);
    return count(ofClients, client, now) == FAILURES_BEFORE_THROTTLE;
  }

  private static int count(Map<Address, Failures> failures, Address of, long now) {
    Failures known = failures.computeIfAbsent(of, a -> new Failures());
    if (known.count == 0 || now - known.last > FORGIVEN_NANOS) {
      known.count = 0;
      known.turn = now;
    }
    known.count++;
    known.last = now;
    return known.count;
  }

  /** Notes a right password. */
  void succeeded(Address client, long now) {
    welcome.put(client, now);
  }

  /** Notes that it is a client's turn. */
  void turn(Address client, long now) {
    Failures known = ofClients.get(client);
    if (known != null) {
      known.turn = now;
    }
  }

  boolean throttled(Address client, long now) {
    return guessed(ofClients.get(client), FAILURES_BEFORE_THROTTLE, now);
  }

  private static boolean guessed(@Nullable Failures failures, int atLeast, long now) {
    return failures != null && failures.count >= atLeast && now - failures.last <= FORGIVEN_NANOS;
  }

  Standing standing(Address client, long now) {
    if (throttled(client, now)) {
      return Standing.GUESSER;
    }
    Long came = welcome.get(client);
    if (came != null && now - came <= WELCOME_NANOS) {
      return Standing.KNOWN;
    }
    return guessed(ofNeighbours.get(client.neighbourhood()), FAILURES_OF_NEIGHBOURS, now)
        ? Standing.SUSPECT
        : Standing.NEW;
  }

  /** For how long a client has to wait, in nanoseconds; not positive: no longer. */
  long waits(Address client, long now) {
    Failures known = ofClients.get(client);
    if (known == null || !throttled(client, now)) {
      return 0;
    }
    long since = known.turn - known.last > 0 ? known.turn : known.last;
    return since + THROTTLED_NANOS - now;
  }
}
