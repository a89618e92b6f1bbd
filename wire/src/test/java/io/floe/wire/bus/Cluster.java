package io.floe.wire.bus;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster of this test alone, on loopback. */
final class Cluster implements AutoCloseable {

  static final StreamId STREAM = new StreamId(new MountName("/live"), 1);

  /** What a receiver was given. */
  record Heard(NodeId from, Message message) {}

  private final List<ClusteredBus> buses = new ArrayList<>();
  private final int port = freePort();

  ClusteredBus join(String id) {
    ClusteredBus bus = ClusteredBus.join(new NodeId(id), settings(buses.isEmpty() ? port : 0));
    buses.add(bus);
    return bus;
  }

  ClusterSettings settings(int memberPort) {
    return new ClusterSettings(
        "test-" + port, "127.0.0.1", memberPort, List.of("127.0.0.1:" + port), Optional.empty());
  }

  int port() {
    return port;
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static List<Heard> listen(Bus bus) {
    List<Heard> heard = new CopyOnWriteArrayList<>();
    bus.receive((from, message) -> heard.add(new Heard(from, message)));
    return heard;
  }

  static Message find(String mount) {
    return new Message.Find(new MountName(mount));
  }

  static Message audio(long sequence, int bytes) {
    return new Message.Audio(
        new Chunk(
            STREAM, sequence, Chunk.Kind.AUDIO, 1, Chunk.NONE, Chunk.NONE, true, new byte[bytes]));
  }

  @Override
  public void close() {
    buses.reversed().forEach(ClusteredBus::close);
  }
}
