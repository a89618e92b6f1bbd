package io.floe.edge.page;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.live.News;
import io.floe.wire.report.ClusterView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /events?mount=/live} tells: one mount, hidden or not, to whoever knows its name. It
 * is looked at when somebody asks, once a second at most however many do, and what has changed is
 * written once for all of them. Any thread; locked per mount, for as long as it takes to write it.
 */
public final class MountNews implements Function<MountName, Optional<News>> {

  /** Mounts that are kept; as many can be followed at once. */
  static final int MOST_MOUNTS = 6_000;

  private static final Duration FRESH = Duration.ofSeconds(1);

  /** So long a mount is kept that nobody asks for. */
  private static final Duration KEPT = Duration.ofSeconds(30);

  private static final int MOST_CHANGES = 20;

  /** Of changes that are kept of one mount; the newest is kept whatever it has. */
  private static final int MOST_BYTES = 32 << 10;

  /** Between the numbers of one that was forgotten and of the same when it is asked for again. */
  private static final long STRIDE = 1L << 32;

  private static final int BOOT_LENGTH = 8;

  private final Channels channels;
  private final LongSupplier nanoTime;
  private final String boot = UUID.randomUUID().toString().substring(0, BOOT_LENGTH);
  private final AtomicLong numbers = new AtomicLong();
  private final LongAdder untold = new LongAdder();
  private final ConcurrentHashMap<MountName, Told> mounts = new ConcurrentHashMap<>();

  /** What is told of every name that nothing is known of: nothing is kept for it. */
  private final News unknown;

  /**
   * A mount as it was told last.
   *
   * @param nanos when it was looked at
   * @param number of its newest change
   * @param changes the newest last
   */
  private record Told(
      long nanos, long number, String now, String more, List<byte[]> changes, News news) {}

  public MountNews(
      Supplier<ClusterView.Snapshot> cluster,
      ConfigFeed config,
      RecentTitles titles,
      LongSupplier nanoTime) {
    channels = new Channels(cluster, config, titles);
    this.nanoTime = nanoTime;
    String more = "{\"recent\":[],\"qualities\":[]}";
    String now = "{\"state\":\"off\",\"title\":\"\",\"listeners\":0}";
    String id = "id: " + News.id(boot, 0) + "\n";
    byte[] all = utf8(event("more", "", more) + event("now", id, now));
    unknown = new News(boot, 0, List.of(), all);
  }

  /** What there is of that mount; empty while there are too many others. */
  @Override
  public Optional<News> apply(MountName mount) {
    long nanos = nanoTime.getAsLong();
    if (!mounts.containsKey(mount)) {
      if (!channels.knows(mount)) {
        return Optional.of(unknown);
      }
      if (mounts.size() >= MOST_MOUNTS) {
        untold.increment();
        return Optional.empty();
      }
    }
    Told told = mounts.compute(mount, (name, last) -> look(name, last, nanos));
    return Optional.of(told == null ? unknown : told.news());
  }

  /** Forgets what nobody asks for any more; for a timer. */
  public void tidy() {
    long nanos = nanoTime.getAsLong();
    mounts.values().removeIf(told -> nanos - told.nanos() > KEPT.toNanos());
  }

  /** How often somebody was told nothing because there were too many other mounts. */
  public long untold() {
    return untold.sum();
  }

  /** How many mounts are kept. */
  int kept() {
    return mounts.size();
  }

  private @Nullable Told look(MountName mount, @Nullable Told last, long nanos) {
    if (last != null && nanos - last.nanos() < FRESH.toNanos()) {
      return last;
    }
    if (!channels.knows(mount)) {
      return null;
    }
    Channel channel = channels.of(mount);
    String now = Json.object(channel::writeNow);
    String more = Json.object(channel::writeMore);
    if (last != null && last.now().equals(now) && last.more().equals(more)) {
      return new Told(nanos, last.number(), now, more, last.changes(), last.news());
    }
    long number = last == null ? numbers.addAndGet(STRIDE) : last.number() + 1;
    String id = "id: " + News.id(boot, number) + "\n";
    byte[] all = utf8(event("more", "", more) + event("now", id, now));
    List<byte[]> changes = new ArrayList<>();
    if (last != null) {
      changes.addAll(last.changes());
      changes.add(last.more().equals(more) ? utf8(event("now", id, now)) : all);
      int bytes = changes.stream().mapToInt(change -> change.length).sum();
      while (changes.size() > MOST_CHANGES || (bytes > MOST_BYTES && changes.size() > 1)) {
        bytes -= changes.removeFirst().length;
      }
    }
    return new Told(nanos, number, now, more, changes, new News(boot, number, changes, all));
  }

  private static String event(String name, String id, String data) {
    return "event: " + name + "\n" + id + "data: " + data + "\n\n";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
