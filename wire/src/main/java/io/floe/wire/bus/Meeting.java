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
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How members meet that are listed, in two points otherwise than the library has it
 * (docs/adr/0015-meeting.md).
 *
 * <p>A process that starts has its port bound for seconds before it says a word. The library waits
 * for it with a thread that spins, and for its vote, 10 s at a time. Here everybody is knocked at
 * first, and who says nothing is left out until it comes by itself. Of those who start together one
 * becomes the first member; the others ask once a second who that is, and here are told at once.
 *
 * <p>Threads: the library's.
 */
final class Meeting extends DefaultNodeContext {

  /** A process that serves answers within so long even where all start at once. */
  private static final int KNOCK_MS = 3_000;

  /** What a member says first, and is answered. */
  private static final byte[] GREETING = "HZC".getBytes(StandardCharsets.US_ASCII);

  @Override
  public Joiner createJoiner(Node node) {
    return new ByList(node);
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

  private static final class ByList extends TcpIpJoiner {

    ByList(Node node) {
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

    /** Leaves out who says nothing; whoever comes later is taken back in by the library. */
    private void knock() {
      Collection<Address> others = others();
      List<Address> answering = answering(others);
      others.stream()
          .filter(other -> !answering.contains(other))
          .forEach(other -> blacklist(other, false));
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
}
