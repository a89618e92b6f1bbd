package io.floe.testkit;

import static io.floe.testkit.Member.large;
import static io.floe.testkit.Member.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.NodeId;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.Tenant;
import io.floe.wire.config.Mount;
import io.floe.wire.config.SnapshotJson;
import io.floe.wire.feed.ClusterFeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How snapshots get around, on the fake network and a real disk. */
class ClusterFeedTest {

  private static final Duration SOON = Duration.ofMillis(100);
  private static final Duration LOOKED = Duration.ofMillis(1_100);

  @TempDir Path folder;
  private final FakeNetwork network = new FakeNetwork();

  private Member member(String id) {
    return Member.of(network, id, folder.resolve(id + ".json"));
  }

  private Member member(String id, byte[] content) throws IOException {
    return Member.of(network, id, Files.write(folder.resolve(id + ".json"), content));
  }

  @Test
  void emptyNode_takesTheSnapshotOfAPeer_andKeepsIt() throws IOException {
    Member admin = member("admin");
    admin.feed().publish(snapshot(7));
    Member edge = member("edge");
    assertThat(edge.feed().version()).isZero();
    assertThatThrownBy(edge.feed()::current).hasMessageContaining("no config snapshot yet");

    network.advance(SOON);
    assertThat(edge.feed().current()).isEqualTo(snapshot(7));
    assertThat(edge.file().read()).isEqualTo(snapshot(7));
    assertThat(edge.feed().counters().fetched()).isEqualTo(1);
  }

  @Test
  void newSnapshot_isEverywhereAtOnce() {
    Member admin = member("admin");
    List<Member> others = List.of(member("edge1"), member("edge2"), member("ingest"));
    network.advance(SOON);
    List<Long> told = new ArrayList<>();
    others.getFirst().feed().subscribe(next -> told.add(next.version()));
    admin.feed().publish(snapshot(7));
    network.advance(SOON);
    admin.feed().publish(snapshot(8));
    network.advance(SOON);

    assertThat(others).allMatch(each -> each.feed().version() == 8);
    assertThat(told).containsExactly(7L, 8L);
  }

  @Test
  void snapshot_spreadsWithoutWhoeverMadeIt() {
    Member admin = member("admin");
    admin.feed().publish(snapshot(7));
    member("ingest");
    network.advance(SOON);
    network.freeze("admin");
    network.advance(Duration.ofSeconds(5));

    Member edge = member("edge");
    network.advance(SOON);
    assertThat(edge.feed().version()).isEqualTo(7);
  }

  @Test
  void thousandMounts_comeInParts_whateverIsLost() {
    ConfigSnapshot large = large(7, 1_000);
    Member admin = member("admin");
    admin.feed().publish(large);
    Random random = new Random(5);
    network.lose(d ->
        (d.message() instanceof Message.ConfigPart || d.message() instanceof Message.ConfigWanted)
            && random.nextInt(10) < 4);
    Member edge = member("edge");
    network.advance(Duration.ofSeconds(30));

    assertThat(edge.feed().current()).isEqualTo(large);
    assertThat(network.delivered())
        .filteredOn(d -> d.message() instanceof Message.ConfigPart)
        .hasSizeGreaterThan(1);
  }

  @Test
  void giverThatDiesHalfway_isReplacedByAnother() {
    ConfigSnapshot large = large(7, 1_000);
    Member one = member("one");
    Member two = member("two");
    one.feed().publish(large);
    network.advance(SOON);
    List<NodeId> gave = new ArrayList<>();
    network.lose(d -> {
      if (!(d.message() instanceof Message.ConfigPart part) || !d.to().value().equals("edge")) {
        return false;
      }
      if (gave.isEmpty() && part.part() == 0) {
        gave.add(d.from());
        return false;
      }
      return d.from().equals(gave.getFirst());
    });
    Member edge = member("edge");
    network.advance(SOON);
    assertThat(edge.feed().version()).isZero();
    assertThat(two.feed().version()).isEqualTo(7);

    network.freeze(gave.getFirst().value());
    network.advance(Duration.ofSeconds(5));
    assertThat(edge.feed().current()).isEqualTo(large);
  }

  @Test
  void giverWithANewerOneMeanwhile_givesThat() {
    ConfigSnapshot large = large(7, 1_000);
    Member admin = member("admin");
    admin.feed().publish(large);
    boolean[] published = {false};
    Member edge = member("edge");
    network.lose(d -> {
      if (d.message() instanceof Message.ConfigPart part
          && part.part() == 0
          && part.version() == 7
          && !published[0]) {
        published[0] = true;
        admin.feed().publish(large(8, 1_000));
      }
      return false;
    });
    network.advance(SOON);
    assertThat(published[0]).isTrue();
    assertThat(edge.feed().version()).isEqualTo(8);
  }

  @Test
  void olderSnapshot_neverWins() throws IOException {
    Member edge = member("edge", SnapshotJson.bytes(snapshot(9)));
    Member stale = member("stale", SnapshotJson.bytes(snapshot(5)));
    network.advance(SOON);
    assertThat(stale.feed().version()).isEqualTo(9);
    assertThat(stale.file().read().version()).isEqualTo(9);

    edge.file().write(snapshot(4));
    network.advance(LOOKED);
    assertThat(edge.feed().version()).isEqualTo(9);
    assertThatThrownBy(() -> edge.feed().publish(snapshot(9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give the snapshot a higher one");
    assertThat(edge.feed().newestVersion()).isEqualTo(9);
  }

  @Test
  void brokenFile_isKeptAside_whenAnotherNodeHasASnapshot() throws IOException {
    Member edge = member("edge", "{ broken".getBytes(StandardCharsets.UTF_8));
    network.advance(LOOKED);
    assertThat(edge.path()).hasContent("{ broken");

    member("admin").feed().publish(snapshot(7));
    network.advance(SOON);
    assertThat(edge.feed().current()).isEqualTo(snapshot(7));
    assertThat(edge.file().read()).isEqualTo(snapshot(7));
    assertThat(edge.path().resolveSibling("edge.json.broken")).hasContent("{ broken");
  }

  @Test
  void replacedFile_isTaken_andGoesToTheOthers() throws IOException {
    Member edge = member("edge", SnapshotJson.bytes(snapshot(5)));
    Member ingest = member("ingest");
    network.advance(SOON);
    edge.file().write(snapshot(6));
    network.advance(LOOKED);
    assertThat(edge.feed().version()).isEqualTo(6);
    assertThat(ingest.feed().version()).isEqualTo(6);
    assertThat(edge.feed().counters().applied()).isEqualTo(1);
  }

  @Test
  void halfWrittenFile_changesNothing_untilItIsWhole() throws IOException {
    Member edge = member("edge", SnapshotJson.bytes(snapshot(5)));
    byte[] whole = SnapshotJson.bytes(snapshot(6));
    for (int cut : new int[] {0, whole.length / 2, whole.length - 1}) {
      long rejected = edge.feed().counters().rejected();
      Files.write(edge.path(), java.util.Arrays.copyOf(whole, cut));
      network.advance(LOOKED);
      assertThat(edge.feed().counters().rejected()).isGreaterThan(rejected);
      assertThat(edge.feed().version()).isEqualTo(5);
    }
    Files.write(edge.path(), whole);
    network.advance(LOOKED);
    assertThat(edge.feed().version()).isEqualTo(6);
  }

  @Test
  void vanishedFile_leavesTheSnapshotInForce() throws IOException {
    Member edge = member("edge", SnapshotJson.bytes(snapshot(5)));
    FileTime modified = Files.getLastModifiedTime(edge.path());
    Files.delete(edge.path());
    network.advance(Duration.ofSeconds(5));
    assertThat(edge.feed().counters().rejected()).isEqualTo(1);
    assertThat(edge.feed().version()).isEqualTo(5);
    edge.file().write(snapshot(7)); // as long, and often with the number that the old one had
    Files.setLastModifiedTime(edge.path(), modified);
    network.advance(LOOKED);
    assertThat(edge.feed().version()).isEqualTo(7);
  }

  @Test
  void sameVersion_countsOnlyWithOtherContent() throws IOException {
    Member edge = member("edge", SnapshotJson.bytes(snapshot(5)));
    edge.file().write(snapshot(5));
    network.advance(LOOKED);
    assertThat(edge.feed().counters().applied()).isZero();
    edge.file().write(large(5, 1));
    network.advance(LOOKED);
    assertThat(edge.feed().current()).isEqualTo(large(5, 1));
  }

  @Test
  void whatThisReleaseDoesNotKnow_travelsOn() throws IOException {
    member(
        "admin",
        "{\"version\": 7, \"relays\": [\"of a later release\"]}".getBytes(StandardCharsets.UTF_8));
    Member edge = member("edge");
    network.advance(SOON);
    assertThat(Files.readString(edge.path())).contains("of a later release");
  }

  @Test
  void folderThatCannotBeWritten_keepsNothingButServes() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    Member edge = Member.of(network, "edge", folder.resolve("file").resolve("edge.json"));
    member("admin").feed().publish(snapshot(7));
    network.advance(SOON);
    assertThat(edge.feed().version()).isEqualTo(7);
  }

  @Test
  void mounts_areFoundByName() {
    Member admin = member("admin");
    admin.feed().publish(large(7, 50));
    MountName known = new MountName("/m49");
    MountName unknown = new MountName("/m50");
    assertThat(admin.feed().settings(known)).isEqualTo(admin.feed().current().settings(known));
    assertThat(admin.feed().mount(known))
        .isEqualTo(admin.feed().current().mount(known))
        .isPresent();
    assertThat(admin.feed().settings(unknown)).isEqualTo(Mount.onTheFly(unknown));
    admin.feed().publish(large(8, 51));
    assertThat(admin.feed().mount(unknown)).isPresent();
  }

  @Test
  void olderFile_isComplainedOfOnce_andNewerOneTaken() throws IOException {
    Member edge = member("edge", SnapshotJson.bytes(snapshot(9)));
    edge.file().write(snapshot(4));
    network.advance(Duration.ofSeconds(5));
    assertThat(edge.feed().counters().rejected()).isEqualTo(1);
    edge.file().write(snapshot(10));
    network.advance(LOOKED);
    assertThat(edge.feed().version()).isEqualTo(10);
  }

  @Test
  void fileReplacedWhileAnotherSnapshotIsKept_isTaken() throws IOException {
    Member edge = member("edge", SnapshotJson.bytes(snapshot(5)));
    edge.feed()
        .subscribe(next -> {
          if (next.version() == 7) {
            try {
              edge.file().write(snapshot(8));
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
        });
    member("admin").feed().publish(snapshot(7));
    network.advance(LOOKED);
    assertThat(edge.feed().version()).isEqualTo(8);
  }

  @Test
  void subscriberThatThrows_doesNotStopTheOthers() {
    Member admin = member("admin");
    List<Long> told = new ArrayList<>();
    admin
        .feed()
        .subscribe(next -> {
          throw new IllegalStateException("expected by this test");
        });
    admin.feed().subscribe(next -> told.add(next.version()));
    admin.feed().publish(snapshot(7));
    assertThat(told).containsExactly(7L);
  }

  @Test
  void snapshotThatBreaksARule_isNotPublished() {
    Member admin = member("admin");
    Mount mount = Mount.onTheFly(new MountName("/a"));
    ConfigSnapshot wrong =
        snapshot(7)
            .with()
            .tenants(List.of(Tenant.of("n").with().mounts(List.of(mount, mount)).build()))
            .build();
    assertThatThrownBy(() -> admin.feed().publish(wrong)).hasMessageContaining("there twice");
    assertThat(admin.feed().version()).isZero();
    assertThat(admin.path()).doesNotExist();
  }

  @Test
  void waiting_endsWithTheFirstSnapshot() throws Exception {
    Member edge = member("edge");
    CountDownLatch through = new CountDownLatch(1);
    Thread waiter =
        Thread.ofVirtual()
            .start(() -> {
              try {
                edge.feed().await();
                through.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(through.getCount()).isEqualTo(1);
    member("admin").feed().publish(snapshot(7));
    network.advance(SOON);
    assertThat(through.await(5, TimeUnit.SECONDS)).isTrue();
    waiter.join();
  }

  @Test
  void openedFeed_hasOneThread_untilItIsClosed() {
    ClusterFeed feed = ClusterFeed.open(network.join("edge"), folder.resolve("own.json"));
    feed.publish(snapshot(7));
    assertThat(feed.version()).isEqualTo(7);
    feed.close();
    feed.close();
    assertThat(feed.version()).isEqualTo(7);
    org.awaitility.Awaitility.await()
        .untilAsserted(() ->
            assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("floe-config"));
  }
}
