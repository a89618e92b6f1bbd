package io.floe.wire.bus;

import com.hazelcast.cluster.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Where nodes are that one name of DNS stands for, all on the same port. A question has its time,
 * and there is one of them at a time. Threads: any, and one of its own per question.
 */
final class Names {

  /** Who knows names; it may block for long. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] all(String name) throws UnknownHostException;
  }

  /**
   * @param self whether the name stands for this node, too
   * @param others all other nodes, as far as they have an address of the same kind
   */
  record Answer(boolean self, Collection<Address> others) {
    static final Answer NONE = new Answer(false, List.of());
  }

  private final String name;
  private final InetAddress self;
  private final int port;
  private final Lookup lookup;
  private final Duration patience;
  // Guarded by this.
  private @Nullable FutureTask<InetAddress[]> asked;

  Names(String name, InetAddress self, int port, Lookup lookup, Duration patience) {
    this.name = name;
    this.self = self;
    this.port = port;
    this.lookup = lookup;
    this.patience = patience;
  }

  String name() {
    return name;
  }

  /** Asks. A name that nobody knows, or knows in time, stands for nobody. */
  synchronized Answer ask() {
    FutureTask<InetAddress[]> asking = asked;
    if (asking == null) {
      asking = new FutureTask<>(() -> lookup.all(name));
      asked = asking;
      Thread.ofPlatform().daemon().name("floe-names").start(asking);
    }
    try {
      InetAddress[] found = asking.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      asked = null;
      return answer(found);
    } catch (ExecutionException unknown) {
      asked = null;
    } catch (TimeoutException late) {
      // Whoever asks next waits for that answer.
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return Answer.NONE;
  }

  private Answer answer(InetAddress[] found) {
    boolean here = false;
    Collection<Address> others = new ArrayList<>();
    for (InetAddress each : found) {
      if (each.equals(self)) {
        here = true;
      } else if (each.getClass().equals(self.getClass())) {
        others.add(new Address(each, port));
      }
    }
    return new Answer(here, others);
  }
}
