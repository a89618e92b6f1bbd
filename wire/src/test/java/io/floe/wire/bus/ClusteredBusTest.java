package io.floe.wire.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusteredBusTest {

  private static final StreamId STREAM = new StreamId(new MountName("/live"), 1);

  private final List<ClusteredBus> buses = new ArrayList<>();
  private final int firstPort = freePort();
  private final String cluster = "test-" + firstPort;

  @AfterEach
  void leave() {
    buses.reversed().forEach(ClusteredBus::close);
  }

  private ClusteredBus join(String id) {
    boolean first = buses.isEmpty();
    ClusteredBus bus =
        ClusteredBus.join(
            new NodeId(id),
            new ClusterSettings(
                cluster,
                "127.0.0.1",
                first ? firstPort : 0,
                List.of("127.0.0.1:" + firstPort),
                Optional.empty()));
    buses.add(bus);
    return bus;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private record Heard(NodeId from, Message message) {}

  private static List<Heard> listen(Bus bus) {
    List<Heard> heard = new CopyOnWriteArrayList<>();
    bus.receive((from, message) -> heard.add(new Heard(from, message)));
    return heard;
  }

  @Test
  void two_nodes_exchange_messages_in_order() {
    ClusteredBus a = join("a");
    ClusteredBus b = join("b");
    List<Message> heard = new ArrayList<>();
    AtomicInteger count = new AtomicInteger();
    AtomicInteger written = new AtomicInteger();
    b.receive((from, message) -> {
      heard.add(message);
      count.incrementAndGet();
    });
    a.loop()
        .execute(() -> {
          for (int i = 0; i < 10_000; i++) {
            a.send(
                b.self(),
                audio(i),
                left -> {
                  if (left) {
                    written.incrementAndGet();
                  }
                });
          }
        });
    await().untilAsserted(() -> assertThat(count).hasValue(10_000));
    await().untilAsserted(() -> assertThat(written).hasValue(10_000));
    assertThat(heard.stream().map(m -> ((Message.Audio) m).chunk().sequence()))
        .containsExactlyElementsOf(IntStream.range(0, 10_000).mapToObj(i -> (long) i).toList());
  }

  @Test
  void broadcast_reaches_all_and_a_late_joiner() {
    ClusteredBus a = join("a");
    ClusteredBus b = join("b");
    var heardA = listen(a);
    var heardB = listen(b);
    Message find = new Message.Find(new MountName("/one"));
    a.broadcast(find);
    await().untilAsserted(() -> assertThat(heardB).contains(new Heard(a.self(), find)));
    await().untilAsserted(() -> assertThat(heardA).contains(new Heard(a.self(), find)));
    ClusteredBus c = join("c");
    var heardC = listen(c);
    Message two = new Message.Find(new MountName("/two"));
    await()
        .atMost(Duration.ofSeconds(3))
        .untilAsserted(() -> {
          a.broadcast(two);
          assertThat(heardC).contains(new Heard(a.self(), two));
        });
    b.close();
    ClusteredBus d = join("d");
    var heardD = listen(d);
    d.broadcast(two);
    await()
        .untilAsserted(() -> {
          a.send(d.self(), find);
          assertThat(heardD).contains(new Heard(a.self(), find), new Heard(d.self(), two));
        });
    await().untilAsserted(() -> assertThat(heardC).contains(new Heard(d.self(), two)));
  }

  private static Message audio(int sequence) {
    return new Message.Audio(
        new Chunk(
            STREAM, sequence, Chunk.Kind.AUDIO, 1, Chunk.NONE, Chunk.NONE, true, new byte[100]));
  }
}
