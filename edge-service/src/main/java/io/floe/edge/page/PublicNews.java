package io.floe.edge.page;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.live.Frame;
import io.floe.wire.live.LiveLog;
import io.floe.wire.live.News;
import io.floe.wire.live.Topic;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.ClusterView.Stream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /events} tells to everybody: the public mounts, their titles, how many listen. Once a
 * second while somebody follows it is compared with what was told, on a thread of its own; anybody
 * may ask for what there is. Texts are the sources' own, and escaped as JSON.
 */
public final class PublicNews implements Supplier<Optional<News>>, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(PublicNews.class);

  /** Mounts told of; beyond that those that come last by name are left out. */
  static final int MOST_MOUNTS = 1000;

  /** So long changes are kept after the last follower has left: it may come back. */
  static final Duration KEPT = Duration.ofSeconds(60);

  private static final int MOST_CHANGES = 60;
  private static final int BOOT_LENGTH = 8;

  private final Supplier<ClusterView.Snapshot> cluster;
  private final ConfigFeed config;
  private final IntSupplier followers;
  private final String boot = UUID.randomUUID().toString().substring(0, BOOT_LENGTH);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "floe-events");
        made.setDaemon(true);
        return made;
      });
  private final LongAdder compositions = new LongAdder();
  private final LongAdder written = new LongAdder();
  private volatile @Nullable News news;

  // Confined to the thread, or to the test.
  private final LiveLog<Boolean> log = new LiveLog<>();
  private final List<byte[]> changes = new ArrayList<>();
  private long followedAt;

  /** A mount as it is told. */
  private record Told(
      String name,
      String state,
      String contentType,
      String streamName,
      String genre,
      int bitrate,
      String title,
      int listeners,
      @Nullable MountName from) {

    static Told of(Listing listing) {
      Stream stream = listing.stream();
      StreamInfo info = stream.info();
      return new Told(
          stream.mount().value(),
          stream.state().name().toLowerCase(Locale.ROOT),
          info.contentType(),
          info.name(),
          info.genre(),
          info.bitrate(),
          stream.title(),
          stream.listeners(),
          listing.from());
    }

    String json() {
      return Json.object(json -> {
        json.writeStringField("name", name);
        json.writeStringField("state", state);
        json.writeStringField("contentType", contentType);
        json.writeStringField("streamName", streamName);
        json.writeStringField("genre", genre);
        if (bitrate > 0) {
          json.writeNumberField("bitrate", bitrate);
        }
        json.writeStringField("title", title);
        json.writeNumberField("listeners", listeners);
        if (from != null) {
          json.writeStringField("from", from.value());
        }
      });
    }
  }

  /**
   * @param followers how many follow now
   */
  public PublicNews(
      Supplier<ClusterView.Snapshot> cluster, ConfigFeed config, IntSupplier followers) {
    this.cluster = cluster;
    this.config = config;
    this.followers = followers;
  }

  /** Begins to look, once a second. */
  public void start() {
    var _ = thread.scheduleAtFixedRate(this::turn, 1, 1, TimeUnit.SECONDS);
  }

  /** Looks no more. */
  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** What there is; empty until it has been looked for somebody who has come. */
  @Override
  public Optional<News> get() {
    return Optional.ofNullable(news);
  }

  /** How often it has been looked at the cluster. */
  public long compositions() {
    return compositions.sum();
  }

  /** How often a mount was written. */
  public long written() {
    return written.sum();
  }

  private void turn() {
    try {
      look(System.nanoTime());
    } catch (RuntimeException | Error failure) {
      LOG.error("A look at what there is to tell failed; the next one goes on", failure);
    }
  }

  void look(long nanos) {
    if (followers.getAsInt() > 0) {
      followedAt = nanos;
    } else if (news == null) {
      return;
    } else if (nanos - followedAt > KEPT.toNanos()) {
      log.forget();
      changes.clear();
      news = null;
      return;
    }
    compositions.increment();
    List<Topic<Boolean>> topics = new ArrayList<>();
    int listeners = 0;
    List<Listing> all = Listing.of(cluster.get(), config.current());
    for (Listing each : all.subList(0, Math.min(all.size(), MOST_MOUNTS))) {
      Told told = Told.of(each);
      listeners += told.listeners();
      topics.add(new Topic<>("mount", told.name(), true, told, true, told::json));
    }
    long before = log.written();
    if (log.take(topics, nanos) || news == null) {
      publish(topics.size(), listeners);
    }
    written.add(log.written() - before);
  }

  private void publish(int mounts, int listeners) {
    long number = log.number();
    String id = "\nid: " + News.id(boot, number) + "\n";
    String totals =
        Json.object(json -> {
          json.writeNumberField("mounts", mounts);
          json.writeNumberField("listeners", listeners);
        });
    ByteArrayOutputStream change = new ByteArrayOutputStream();
    log.since(number - 1).forEach(frame -> change.writeBytes(frame.event()));
    change.writeBytes(utf8("event: totals" + id + "data: " + totals + "\n\n"));
    changes.add(change.toByteArray());
    if (changes.size() > MOST_CHANGES) {
      changes.removeFirst();
    }
    StringBuilder all = new StringBuilder("event: snapshot" + id + "data: {\"mounts\":[");
    String comma = "";
    for (Frame<Boolean> frame : log.all()) {
      all.append(comma).append(frame.json());
      comma = ",";
    }
    all.append("],\"totals\":").append(totals).append("}\n\n");
    news = new News(boot, number, changes, utf8(all.toString()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
