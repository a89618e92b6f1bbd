package io.floe.edge.page;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.config.ConfigFeed;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last titles of each mount, as the beacons said them since this node started, but for those
 * that nobody was to be told then. Whoever has a mount later is not told of whoever had it before.
 * Written on the bus thread, read on any; locked for as long as it takes to look one up.
 */
public final class RecentTitles {

  /** Titles kept of a mount. */
  static final int KEPT = 10;

  /** Mounts of which titles are kept; beyond that the one that was heard longest ago is lost. */
  static final int MOST_MOUNTS = 2_000;

  /** Longest title that is kept, in chars; the rest is cut. */
  static final int MOST_CHARS = 300;

  private final LongSupplier clock;
  private final Catalogues catalogues;
  private final Map<MountName, Log> logs = new LinkedHashMap<>(64, 0.75f, true);
  private long forgotten;

  /**
   * What was on the air.
   *
   * @param at when this node heard of it, in ms of the wall clock
   */
  record Played(String title, long at) {}

  private static final class Log {
    private long epoch;
    private String owner = "";
    private final Deque<Played> titles = new ArrayDeque<>();
  }

  /**
   * Listens to {@code bus} from now on.
   *
   * @param clock the wall clock in ms
   */
  public RecentTitles(Bus bus, ConfigFeed config, LongSupplier clock) {
    this.clock = clock;
    this.catalogues = new Catalogues(config);
    bus.receive((from, message) -> {
      if (message instanceof Message.Beacons beacons) {
        beacons.beacons().forEach(this::heard);
      }
    });
  }

  /** Mounts whose titles were lost because there are so many. */
  public synchronized long forgotten() {
    return forgotten;
  }

  /** The titles of a mount, the newest first. */
  synchronized List<Played> of(MountName mount) {
    @Nullable Log log = logs.get(mount);
    return log == null || !catalogues.now().owner(mount).orElse(log.owner).equals(log.owner)
        ? List.of()
        : List.copyOf(log.titles);
  }

  private synchronized void heard(Beacon beacon) {
    if (beacon.state() == Beacon.State.ENDED || beacon.title().isBlank()) {
      return;
    }
    MountName mount = beacon.stream().mount();
    Catalogue configured = catalogues.now();
    if (configured.guarded(mount)) {
      return;
    }
    Log log = logs.computeIfAbsent(mount, name -> new Log());
    if (log.epoch > beacon.stream().epoch()) {
      return; // the owner that lost the mount has not noticed yet
    }
    log.epoch = beacon.stream().epoch();
    String owner = configured.owner(mount).orElse(beacon.tenant());
    if (!owner.equals(log.owner)) {
      log.owner = owner;
      log.titles.clear();
    }
    String title = cut(beacon.title());
    if (log.titles.isEmpty() || !log.titles.getFirst().title().equals(title)) {
      log.titles.addFirst(new Played(title, clock.getAsLong()));
      if (log.titles.size() > KEPT) {
        log.titles.removeLast();
      }
    }
    if (logs.size() > MOST_MOUNTS) {
      var eldest = logs.keySet().iterator();
      eldest.next();
      eldest.remove();
      forgotten++;
    }
  }

  private static String cut(String title) {
    if (title.length() <= MOST_CHARS) {
      return title;
    }
    int end = Character.isHighSurrogate(title.charAt(MOST_CHARS - 1)) ? MOST_CHARS - 1 : MOST_CHARS;
    return title.substring(0, end);
  }
}
