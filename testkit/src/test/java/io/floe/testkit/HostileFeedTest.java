package io.floe.testkit;

import static io.floe.testkit.Member.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.SnapshotJson;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that give what is no snapshot, or none at all. */
class HostileFeedTest {

  private static final Duration SOON = Duration.ofMillis(100);

  @TempDir Path folder;
  private final FakeNetwork network = new FakeNetwork();

  @Test
  void partThatNobodyAskedFor_isIgnored() throws IOException {
    Member edge = member("edge", SnapshotJson.bytes(snapshot(9)));
    Bus liar = network.join("liar");
    liar.send(
        new NodeId("edge"),
        new Message.ConfigPart(12, 0, 1, packed(SnapshotJson.bytes(snapshot(12)))));
    network.advance(SOON);
    assertThat(edge.feed().version()).isEqualTo(9);
  }

  @Test
  void brokenSnapshots_replaceNothing_andOthersAreAsked() throws IOException {
    byte[] good = SnapshotJson.bytes(snapshot(20));
    Random random = new Random(3);
    byte[] noise = new byte[1_000];
    random.nextBytes(noise);
    List<byte[]> broken =
        List.of(
            noise,
            packed(noise),
            packed("{}".getBytes(StandardCharsets.UTF_8)),
            packed("{\"version\": 30, \"tenants\": [{}]}".getBytes(StandardCharsets.UTF_8)),
            java.util.Arrays.copyOf(packed(good), 50),
            new byte[0],
            packed(new byte[SnapshotJson.MAX_BYTES + 1]));
    Member edge = member("edge", SnapshotJson.bytes(snapshot(9)));
    for (int i = 0; i < broken.size(); i++) {
      byte[] bytes = broken.get(i);
      Liar liar = new Liar("liar" + i, 30, wanted -> new Message.ConfigPart(30, 0, 1, bytes));
      network.advance(Duration.ofSeconds(2));
      assertThat(liar.asked).as("asked for broken bytes %s", i).isPositive();
      assertThat(edge.feed().current()).isEqualTo(snapshot(9));
    }
    assertThat(edge.feed().counters().rejected()).isGreaterThanOrEqualTo(broken.size());

    Member admin = member("admin");
    admin.feed().publish(snapshot(20));
    network.advance(Duration.ofSeconds(2));
    assertThat(edge.feed().current()).isEqualTo(snapshot(20));
    assertThat(admin.feed().newestVersion()).isEqualTo(20);
  }

  @Test
  void partsThatDoNotFitTogether_replaceNothing() throws IOException {
    Member edge = member("edge", SnapshotJson.bytes(snapshot(9)));
    byte[] whole = packed(SnapshotJson.bytes(snapshot(10)));
    Random random = new Random(17);
    long[] interesting = {0, 1, 2, 29, 30, 31, Integer.MAX_VALUE, Long.MAX_VALUE};
    for (int i = 0; i < 200; i++) {
      Liar liar =
          new Liar(
              "liar",
              30 + i,
              wanted ->
                  new Message.ConfigPart(
                      random.nextBoolean() ? wanted.version() : interesting[random.nextInt(8)],
                      (int) interesting[random.nextInt(7)],
                      (int) interesting[random.nextInt(7)],
                      random.nextBoolean() ? whole : new byte[64 << 10]));
      network.advance(Duration.ofMillis(600));
      liar.bus.close();
    }
    assertThat(edge.feed().current()).isEqualTo(snapshot(9));
    Member admin = member("admin");
    admin.feed().publish(snapshot(500));
    network.advance(Duration.ofSeconds(5));
    assertThat(edge.feed().current()).isEqualTo(snapshot(500));
  }

  @Test
  void giverThatTakesForEver_isLeft() throws IOException {
    Member edge = member("edge");
    byte[] drop = new byte[64 << 10];
    new Liar("liar", 30, wanted -> new Message.ConfigPart(30, wanted.part(), 1_000, drop), 1_000);
    network.advance(Duration.ofSeconds(2));
    member("admin").feed().publish(snapshot(20));
    network.advance(Duration.ofSeconds(40));
    assertThat(edge.feed().version()).isEqualTo(20);
  }

  private Member member(String id) {
    return Member.of(network, id, folder.resolve(id + ".json"));
  }

  private Member member(String id, byte[] content) throws IOException {
    return Member.of(network, id, Files.write(folder.resolve(id + ".json"), content));
  }

  private static byte[] packed(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** A node that claims to have a version and gives whatever a test says. */
  private final class Liar {
    private final Bus bus;
    private int asked;

    Liar(
        String id,
        long version,
        java.util.function.Function<Message.ConfigWanted, Message.ConfigPart> answer) {
      this(id, version, answer, 0);
    }

    Liar(
        String id,
        long version,
        java.util.function.Function<Message.ConfigWanted, Message.ConfigPart> answer,
        long delayMillis) {
      bus = network.join(id);
      bus.receive((from, message) -> {
        if (message instanceof Message.ConfigWanted wanted) {
          asked++;
          bus.loop()
              .after(Duration.ofMillis(delayMillis), () -> bus.send(from, answer.apply(wanted)));
        }
      });
      new Heart(
          bus,
          new NodeInfo(bus.self(), NodeInfo.Role.EDGE, "1", 8080, 0),
          () -> new Report.Edge(0, 0, List.of()),
          () -> new Message.Stamp(version, 0));
    }
  }
}
