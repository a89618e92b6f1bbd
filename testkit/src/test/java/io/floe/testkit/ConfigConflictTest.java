package io.floe.testkit;

import static io.floe.testkit.Member.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.SnapshotJson;
import io.floe.wire.feed.ClusterFeed;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that are different, and have the same version all the same. */
class ConfigConflictTest {

  @TempDir Path folder;
  private final FakeNetwork network = new FakeNetwork();

  @Test
  void twoSnapshotsOfOneVersion_areNoticed_andToldOnce() throws IOException {
    ConfigSnapshot other = snapshot(7).with().publicUrl("http://other").build();
    Member one = member("one", SnapshotJson.bytes(snapshot(7)));
    Member two = member("two", SnapshotJson.bytes(snapshot(7)));
    try (Warnings warnings = new Warnings(ClusterFeed.class)) {
      network.advance(Duration.ofSeconds(2));
      assertThat(List.of(one.feed().conflicts(), two.feed().conflicts())).containsOnly(0);
      assertThat(warnings.heard()).isEmpty();

      Member three = member("three", SnapshotJson.bytes(other));
      network.advance(Duration.ofSeconds(20));
      assertThat(one.feed().conflicts()).isEqualTo(1);
      assertThat(two.feed().conflicts()).isEqualTo(1);
      assertThat(three.feed().conflicts()).isEqualTo(2);
      assertThat(three.feed().current()).isEqualTo(other);
      assertThat(warnings.heard())
          .hasSize(3)
          .allMatch(text -> text.contains("under the same version 7"))
          .allMatch(text -> text.contains("higher version"));

      three.feed().publish(snapshot(8));
      network.advance(Duration.ofMillis(600));
      assertThat(one.feed().current()).isEqualTo(snapshot(8));
      assertThat(List.of(one, two, three)).allMatch(each -> each.feed().conflicts() == 0);
      assertThat(warnings.heard()).hasSize(3);
    }
  }

  @Test
  void nodeThatDied_contradictsNobody() throws IOException {
    Member one = member("one", SnapshotJson.bytes(snapshot(7)));
    member("two", SnapshotJson.bytes(snapshot(7).with().publicUrl("http://other").build()));
    network.advance(Duration.ofSeconds(2));
    assertThat(one.feed().conflicts()).isEqualTo(1);
    network.freeze("two");
    network.advance(Duration.ofSeconds(5));
    assertThat(one.feed().conflicts()).isZero();
  }

  @Test
  void nodeOfAnOlderRelease_contradictsNobody() throws IOException {
    Member one = member("one", SnapshotJson.bytes(snapshot(7)));
    Bus older = network.join("older");
    var _ =
        new Heart(
            older,
            new NodeInfo(older.self(), NodeInfo.Role.EDGE, "0.1.0", 8080, 0),
            () -> new Report.Edge(0, 0, List.of()),
            () -> new Message.Stamp(7, 0));
    network.advance(Duration.ofSeconds(2));
    assertThat(one.feed().conflicts()).isZero();
  }

  private Member member(String id, byte[] content) throws IOException {
    return Member.of(network, id, Files.write(folder.resolve(id + ".json"), content));
  }

  /** Warnings of a class, from now on. */
  private static final class Warnings extends Handler implements AutoCloseable {

    private final Logger logger;
    private final List<String> heard = new ArrayList<>();

    Warnings(Class<?> of) {
      logger = Logger.getLogger(of.getName());
      logger.addHandler(this);
    }

    List<String> heard() {
      return List.copyOf(heard);
    }

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
        heard.add(MessageFormat.format(record.getMessage(), record.getParameters()));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
    }
  }
}
