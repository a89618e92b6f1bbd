package io.floe.wire.bus;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.Joiner;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;
import com.hazelcast.internal.cluster.impl.operations.MasterResponseOp;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How members meet, those that are listed and those that a name of DNS stands for, in some points
 * otherwise than the library has it (docs/adr/0015-meeting.md).
 *
 * <p>A process that starts has its port bound for seconds before it says a word. The library waits
 * for it with a thread that spins, and for its vote, 10 s at a time. Here everybody is knocked at
 * first, and who says nothing is left out until it comes by itself. Of those who start together one
 * becomes the first member; the others ask once a second who that is, and here are told at once.
 *
 * <p>A name is asked until it stands for this node, too, or for one that answers: before that it is
 * older than this node's start, and who begins alone is found 5 to 15 s later.
 *
 * <p>Threads: the library's.
 */
final class Meeting extends DefaultNodeContext {

  /** A process that serves answers within so long even where all start at once. */
  private static final int KNOCK_MS = 3_000;

  /** So long a pod's address may take from its start until everybody is told of it. */
  private static final long NAMED_NANOS = TimeUnit.SECONDS.toNanos(6);

  private static final long ASK_AGAIN_MS = 250;

  /** What a member says first, and is answered. */
  private static final byte[] GREETING = "HZC".getBytes(StandardCharsets.US_ASCII);

  private static final System.Logger LOG = System.getLogger(Meeting.class.getName());

  private final @Nullable Names names;

  /**
   * @param names who the members are; null when they are listed
   */
  Meeting(@Nullable Names names) {
    this.names = names;
  }

  @Override
  public Joiner createJoiner(Node node) {
    return names == null ? new Meeter(node) : new ByName(node, names);
  }

  /** Those of them who answer; blocks until all have or had their time. */
  static List<Address> answering(Collection<Address> addresses) {
    Collection<Address> found = new ConcurrentLinkedQueue<>();
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Address address : addresses) {
        each.execute(() -> {
          if (answers(address)) {
            found.add(address);
          }
        });
      }
    }
    return List.copyOf(found);
  }

  private static boolean answers(Address address) {
    try (Socket socket = new Socket()) {
      socket.connect(address.getInetSocketAddress(), KNOCK_MS);
      socket.setSoTimeout(KNOCK_MS);
      socket.getOutputStream().write(GREETING);
      return socket.getInputStream().read() >= 0;
    } catch (IOException nobody) {
      return false;
    }
  }

  private static sealed class Meeter extends TcpIpJoiner {

    Meeter(Node node) {
      super(node);
    }

    @Override
    public void doJoin() {
      if (getTargetAddress() == null) {
        knock();
      }
      super.doJoin();
      tell();
    }

    /** Before others are looked for. */
    void knock() {
      var _ = knock(others());
    }

    /**
     * Leaves out who says nothing; whoever comes later is taken back in by the library.
     *
     * @return whether anybody answers
     */
    final boolean knock(Collection<Address> others) {
      List<Address> answering = answering(others);
      others.forEach(other -> {
        if (answering.contains(other)) {
          unblacklist(other);
        } else {
          blacklist(other, false);
        }
      });
      return !answering.isEmpty();
    }

    /** Tells the others who is the first, if it is this one. Who is told too early asks later. */
    private void tell() {
      if (!node.getClusterService().isJoined() || !node.getClusterService().isMaster()) {
        return;
      }
      for (Address other : others()) {
        if (node.getServer().getConnectionManager(EndpointQualifier.MEMBER).get(other) != null) {
          var _ =
              node.getNodeEngine()
                  .getOperationService()
                  .send(new MasterResponseOp(node.getThisAddress()), other);
        }
      }
    }

    private Collection<Address> others() {
      Collection<Address> others = getPossibleAddresses();
      others.remove(node.getThisAddress());
      return others;
    }

    @Override
    public Collection<Address> getFilteredPossibleAddresses() {
      return answering(super.getFilteredPossibleAddresses());
    }

    /** Without a word in the log: at a start it is so of all that start later. */
    @Override
    public void blacklist(Address address, boolean permanent) {
      blacklistedAddresses.putIfAbsent(address, permanent);
    }

    @Override
    public boolean unblacklist(Address address) {
      return blacklistedAddresses.remove(address, false);
    }
  }

  private static final class ByName extends Meeter {

    private final Names names;

    /** Whom this member has knocked at: those it joins, whatever the name says a moment later. */
    private volatile @Nullable Collection<Address> known;

    ByName(Node node, Names names) {
      super(node);
      this.names = names;
    }

    @Override
    public void doJoin() {
      super.doJoin();
      known = null;
    }

    @Override
    void knock() {
      long began = System.nanoTime();
      while (true) {
        Names.Answer answer = names.ask();
        known = answer.others();
        if (knock(answer.others()) || answer.self()) {
          return;
        }
        if (System.nanoTime() - began > NAMED_NANOS || !pause()) {
          LOG.log(
              System.Logger.Level.WARNING,
              "The name {0} does not stand for this node, {1}, though it has to for all nodes: see"
                  + " to that. This one begins alone, and looks for others every 5 s.",
              names.name(),
              node.getThisAddress().getHost());
          return;
        }
      }
    }

    /** False when this thread is to stop. */
    private static boolean pause() {
      try {
        TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MS);
        return true;
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    protected Collection<Address> getPossibleAddressesForInitialJoin() {
      Collection<Address> knocked = known;
      return knocked == null ? getPossibleAddresses() : knocked;
    }

    @Override
    protected Collection<Address> getPossibleAddresses() {
      return new ArrayList<>(names.ask().others());
    }
  }
}
