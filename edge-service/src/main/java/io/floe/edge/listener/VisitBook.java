package io.floe.edge.listener;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message;
import io.floe.wire.client.Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Who has come to this edge, numbered, for whoever keeps the history: the newest of them, without
 * their addresses. A client is known by a hash of its address, of IPv6 its /64, and user agent. Its
 * salt is the day's, which the control plane gives. An edge that has just started holds those who
 * come for some seconds, until it has one; after that it makes one of its own for the day, and a
 * client who comes to two edges then is two. Hashes and salts go two days after their day.
 *
 * <p>Threads: any; locked for as long as it takes to add one or to copy a part.
 */
public final class VisitBook {

  /** Visits remembered; of more than that between two questions the oldest are lost. */
  static final int MOST = 1 << 17;

  /** Days that have a salt at once: today's in all time zones, the day before and the next. */
  private static final int MOST_SALTS = 8;

  /** How long those who come to an edge that has just started wait for a salt, in ms. */
  static final long PATIENCE_MILLIS = 10_000;

  /** How many may wait so; of the others the hashes mean nothing elsewhere. */
  private static final int MOST_HELD = 50_000;

  private static final long DAY_MILLIS = 86_400_000;
  private static final int SALT_BYTES = 32;
  private static final String HMAC = "HmacSHA256";

  private final LongSupplier wallMillis;
  private final Function<MountName, Optional<ZoneId>> zones;
  private final SecureRandom random = new SecureRandom();

  private record Held(MountName mount, long day, Address address, String agent, boolean fresh) {}

  private final long openedAt;

  // Guarded by this.
  private final List<Held> held = new ArrayList<>();
  private final TreeMap<Long, SecretKeySpec> salts = new TreeMap<>();
  private Message.@Nullable Visit[] ring = new Message.Visit[1024];
  private long next;

  /** The first that is remembered. */
  private long first;

  /**
   * @param wallMillis the wall clock
   * @param zones where the mount's tenant cuts its days; empty: nobody knows whose it is
   */
  public VisitBook(LongSupplier wallMillis, Function<MountName, Optional<ZoneId>> zones) {
    this.wallMillis = wallMillis;
    this.zones = zones;
    this.openedAt = wallMillis.getAsLong();
  }

  /** Forgets what is two days old, and waits for salts no longer than it may. Any thread. */
  public void tidy() {
    if (!patient()) {
      release(waiting(Long.MAX_VALUE));
    }
    synchronized (this) {
      forget();
    }
  }

  private boolean patient() {
    return Math.abs(wallMillis.getAsLong() - openedAt) < PATIENCE_MILLIS;
  }

  /** Those who wait and need not any more. */
  private synchronized List<Held> waiting(long lastDay) {
    List<Held> now = new ArrayList<>();
    held.removeIf(each -> {
      boolean ready = each.day() <= lastDay || salts.containsKey(each.day());
      if (ready) {
        now.add(each);
      }
      return ready;
    });
    return now;
  }

  private void release(List<Held> visits) {
    for (Held each : visits) {
      append(each, key(each.day()));
    }
  }

  /** Somebody has come; the day to give to {@link #still}. */
  long came(MountName mount, Address address, String agent) {
    long day = today(mount);
    add(mount, day, address, agent, true);
    return day;
  }

  /** Somebody who was counted on that day is still here; the day to give next time. */
  long still(long day, MountName mount, Address address, String agent) {
    if (zones.apply(mount).isEmpty()) {
      return day; // its source is away for a moment: it is looked at again
    }
    long today = today(mount);
    if (today > day) {
      add(mount, today, address, agent, false);
    }
    return Math.max(today, day);
  }

  /** What comes from that number on. Takes the salts. */
  public Message.Visits answer(Message.VisitsWanted wanted) {
    synchronized (this) {
      wanted.salts().stream().limit(MOST_SALTS).forEach(this::take);
    }
    release(waiting(Long.MIN_VALUE));
    return found(wanted);
  }

  private synchronized Message.Visits found(Message.VisitsWanted wanted) {
    forget();
    long oldest = first;
    // Asked for what has never been: by one who takes this edge for another.
    long from = wanted.from() < 0 || wanted.from() > next ? oldest : wanted.from();
    from = Math.max(oldest, from);
    int most = Math.clamp(wanted.most(), 1, Message.Visits.MOST);
    int count = (int) Math.min(most, next - from);
    List<Message.Visit> visits = new ArrayList<>(count);
    for (long number = from; number < from + count; number++) {
      Message.Visit visit = ring[(int) (number % ring.length)];
      if (visit != null) {
        visits.add(visit);
      }
    }
    return new Message.Visits(from, next, visits);
  }

  private void take(Message.Salt salt) {
    if (salt.bytes().length == 0) {
      return;
    }
    salts.put(salt.day(), new SecretKeySpec(salt.bytes(), HMAC));
    forgetSalts();
  }

  private void forgetSalts() {
    while (salts.size() > MOST_SALTS) {
      salts.pollFirstEntry();
    }
  }

  /** Days that are over everywhere. */
  private void forget() {
    long today = Math.floorDiv(wallMillis.getAsLong(), DAY_MILLIS);
    salts.headMap(today - 1).clear();
    first = Math.max(first, next - ring.length);
    while (first < next) {
      Message.Visit oldest = ring[(int) (first % ring.length)];
      if (oldest != null && oldest.day() >= today - 1) {
        break;
      }
      ring[(int) (first % ring.length)] = null;
      first++;
    }
  }

  private long today(MountName mount) {
    ZoneId zone = zones.apply(mount).orElse(ZoneOffset.UTC);
    return Instant.ofEpochMilli(wallMillis.getAsLong()).atZone(zone).toLocalDate().toEpochDay();
  }

  private void add(MountName mount, long day, Address address, String agent, boolean fresh) {
    Held visit = new Held(mount, day, address, agent, fresh);
    if (!hold(visit)) {
      append(visit, key(day));
    }
  }

  private synchronized boolean hold(Held visit) {
    return !salts.containsKey(visit.day())
        && held.size() < MOST_HELD
        && patient()
        && held.add(visit);
  }

  private void append(Held visit, SecretKeySpec key) {
    long client = hash(key, visit.address(), visit.agent());
    append(
        new Message.Visit(
            visit.mount(), visit.day(), client, Players.name(visit.agent()), visit.fresh()));
  }

  private synchronized SecretKeySpec key(long day) {
    SecretKeySpec known = salts.get(day);
    if (known == null) {
      byte[] bytes = new byte[SALT_BYTES];
      random.nextBytes(bytes);
      known = new SecretKeySpec(bytes, HMAC);
      salts.put(day, known);
      forgetSalts();
    }
    return known;
  }

  private synchronized void append(Message.Visit visit) {
    if (next == ring.length && ring.length < MOST) {
      grow();
    }
    ring[(int) (next % ring.length)] = visit;
    next++;
  }

  /** Nothing has been overwritten yet, so everything keeps its place. */
  private void grow() {
    Message.@Nullable Visit[] larger = new Message.Visit[ring.length * 2];
    System.arraycopy(ring, 0, larger, 0, ring.length);
    ring = larger;
  }

  private static long hash(SecretKeySpec key, Address address, String agent) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      Address network = address.network();
      mac.update(ByteBuffer.allocate(16).putLong(network.high()).putLong(network.low()).array());
      mac.update(agent.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(mac.doFinal()).getLong();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
