package io.floe.admin;

import io.floe.admin.publish.Publisher;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.feed.ClusterFeed;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to all nodes of the cluster. Before the cluster is joined nothing goes out; what was
 * changed meanwhile does when {@link Preparation} next looks. Threads: any.
 */
final class FeedPublisher implements Publisher {

  private static final Logger LOG = Logger.getLogger(FeedPublisher.class);

  private volatile @Nullable ClusterFeed feed;

  /** From now on there is a way out. */
  void to(ClusterFeed joined) {
    feed = joined;
  }

  @Override
  public synchronized void publish(ConfigSnapshot snapshot) {
    ClusterFeed way = feed;
    if (way == null || snapshot.version() <= way.version()) {
      return;
    }
    try {
      way.publish(snapshot);
    } catch (IllegalArgumentException overtaken) {
      LOG.debugf("config snapshot %d is not published: %s", snapshot.version(), overtaken);
    }
  }

  @Override
  public ConfigSnapshot newest() {
    ClusterFeed way = feed;
    return way == null || way.version() == 0 ? ConfigSnapshot.EMPTY : way.current();
  }

  @Override
  public long newestVersion() {
    ClusterFeed way = feed;
    return way == null ? 0 : way.newestVersion();
  }
}
