package io.floe.admin;

import io.floe.admin.publish.Publisher;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.feed.ClusterFeed;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to all nodes of the cluster. Before the cluster is joined nothing goes out; what was
 * changed meanwhile does when {@link Preparation} next looks. Threads: any.
 */
final class FeedPublisher implements Publisher {

  private static final Logger LOG = Logger.getLogger(FeedPublisher.class);

  private final AtomicLong failed = new AtomicLong();
  private volatile @Nullable ClusterFeed feed;
  // Guarded by this.
  private @Nullable String complaint;

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
      complaint = null;
    } catch (RuntimeException failure) {
      if (snapshot.version() <= way.version()) {
        LOG.debugf("config snapshot %d was overtaken", snapshot.version());
      } else {
        refused(String.valueOf(failure.getMessage()));
      }
    }
  }

  @Override
  public synchronized void refused(String why) {
    failed.incrementAndGet();
    if (!why.equals(complaint)) {
      complaint = why;
      LOG.errorf(
          "The configuration in the database is not published, and all services keep the one"
              + " that they have, until this is mended: %s",
          why);
    }
  }

  /** How often there was something to publish that could not be. */
  long failed() {
    return failed.get();
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
