package io.floe.wire.config;

import static io.floe.wire.config.SnapshotFileTest.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.floe.wire.audio.MountName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileConfigFeedTest {

  @TempDir Path folder;
  private Path path;
  private SnapshotFile file;

  @BeforeEach
  void first() throws IOException {
    path = folder.resolve("snapshot.json");
    file = new SnapshotFile(path);
    file.write(snapshot(5));
  }

  private FileConfigFeed open() throws IOException {
    return FileConfigFeed.open(path, Duration.ofMillis(10));
  }

  private static List<Long> versions(FileConfigFeed feed) {
    List<Long> versions = new CopyOnWriteArrayList<>();
    feed.subscribe(snapshot -> versions.add(snapshot.version()));
    return versions;
  }

  @Test
  void missing_file_at_start_is_said() {
    assertThatThrownBy(() -> FileConfigFeed.open(folder.resolve("none.json")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no config snapshot");
  }

  @Test
  void broken_file_at_start_is_said() throws IOException {
    Files.writeString(path, "{");
    assertThatThrownBy(() -> FileConfigFeed.open(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken");
  }

  @Test
  void new_version_is_taken() throws IOException {
    try (FileConfigFeed feed = open()) {
      var versions = versions(feed);
      assertThat(feed.current()).isEqualTo(snapshot(5));
      file.write(snapshot(6));
      await().untilAsserted(() -> assertThat(versions).containsExactly(6L));
      assertThat(feed.current()).isEqualTo(snapshot(6));
      assertThat(feed.counters().applied()).isEqualTo(1);
    }
  }

  @Test
  void half_written_file_changes_nothing_until_it_is_whole() throws IOException {
    file.write(snapshot(6));
    byte[] whole = Files.readAllBytes(path);
    file.write(snapshot(5));
    try (FileConfigFeed feed = open()) {
      var versions = versions(feed);
      for (int cut : new int[] {0, whole.length / 2, whole.length - 1}) {
        long rejected = feed.counters().rejected();
        Files.write(path, java.util.Arrays.copyOf(whole, cut));
        await().untilAsserted(() -> assertThat(feed.counters().rejected()).isGreaterThan(rejected));
        assertThat(feed.current().version()).isEqualTo(5);
      }
      Files.write(path, whole);
      await().untilAsserted(() -> assertThat(versions).containsExactly(6L));
    }
  }

  @Test
  void vanished_file_leaves_the_snapshot_in_force() throws IOException {
    try (FileConfigFeed feed = open()) {
      Files.delete(path);
      await().untilAsserted(() -> assertThat(feed.counters().rejected()).isEqualTo(1));
      assertThat(feed.current().version()).isEqualTo(5);
      file.write(snapshot(7));
      await().untilAsserted(() -> assertThat(feed.current().version()).isEqualTo(7));
    }
  }

  @Test
  void older_version_is_ignored() throws IOException {
    try (FileConfigFeed feed = open()) {
      file.write(snapshot(4));
      await().untilAsserted(() -> assertThat(feed.counters().rejected()).isEqualTo(1));
      assertThat(feed.current().version()).isEqualTo(5);
    }
  }

  @Test
  void same_version_counts_only_with_other_content() throws IOException {
    try (FileConfigFeed feed = open()) {
      var versions = versions(feed);
      file.write(snapshot(5));
      file.write(snapshot(5, Mount.onTheFly(new MountName("/new"))));
      await().untilAsserted(() -> assertThat(versions).containsExactly(5L));
      assertThat(feed.current().mount(new MountName("/new"))).isPresent();
    }
  }

  @Test
  void throwing_subscriber_does_not_stop_the_others() throws IOException {
    try (FileConfigFeed feed = open()) {
      feed.subscribe(snapshot -> {
        throw new IllegalStateException("expected by this test");
      });
      var versions = versions(feed);
      file.write(snapshot(6));
      file.write(snapshot(7));
      await().untilAsserted(() -> assertThat(versions).endsWith(7L));
    }
  }

  @Test
  void closed_feed_keeps_its_snapshot_and_no_thread() throws IOException {
    FileConfigFeed feed = open();
    feed.close();
    feed.close();
    assertThat(feed.current().version()).isEqualTo(5);
    await()
        .untilAsserted(() ->
            assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("floe-config"));
  }
}
