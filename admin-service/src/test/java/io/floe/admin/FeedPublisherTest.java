package io.floe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.FakeNetwork;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.feed.ClusterFeed;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedPublisherTest {

  @TempDir Path folder;

  private final FeedPublisher publisher = new FeedPublisher();

  @BeforeEach
  void join() {
    publisher.to(
        new ClusterFeed(
            new FakeNetwork().join("admin"),
            folder.resolve("config.json"),
            Runnable::run,
            () -> {}));
  }

  @Test
  void whatTheDataPlaneRefuses_isCounted_andTheNextOneGoesOut() {
    publisher.publish(snapshot(5, "http://x/" + "x".repeat(600)));
    assertThat(publisher.failed()).isEqualTo(1);
    assertThat(publisher.newestVersion()).isZero();
    publisher.publish(snapshot(6, "http://x"));
    assertThat(publisher.failed()).isEqualTo(1);
    assertThat(publisher.newest().version()).isEqualTo(6);
  }

  @Test
  void whatIsOvertaken_isNoFailure() {
    publisher.publish(snapshot(6, "http://x"));
    publisher.publish(snapshot(5, "http://y"));
    assertThat(publisher.failed()).isZero();
    assertThat(publisher.newest().publicUrl()).isEqualTo("http://x");
  }

  private static ConfigSnapshot snapshot(long version, String url) {
    return ConfigSnapshot.EMPTY.with().version(version).publicUrl(url).build();
  }
}
