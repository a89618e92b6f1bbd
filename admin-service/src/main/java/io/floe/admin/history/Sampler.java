package io.floe.admin.history;

import io.floe.admin.history.Batch.Counts;
import io.floe.admin.history.Batch.EdgeCounts;
import io.floe.admin.history.Batch.Growth;
import io.floe.admin.history.Batch.Sample;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeId;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.Peer;
import io.floe.wire.report.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the cluster once a second and makes a {@link Batch} of every minute. Confined to one
 * thread.
 */
public final class Sampler {

  private static final int SECONDS = 60;

  /**
   * A minute stays open for so long after its end. An edge is known to be dead 3 s after its last
   * beat, and what was counted for it since then is taken back.
   */
  private static final Duration OPEN = Duration.ofSeconds(5);

  /** Tenants remembered of mounts. */
  private static final int MOST_OWNERS = 50_000;

  /** Listeners of one mount, second by second. */
  private static final class Tape {
    private final int[] listeners = new int[SECONDS];
    private long seen;

    void add(int second, int count) {
      listeners[second] += count;
      seen |= 1L << second;
    }

    void add(Tape other) {
      seen |= other.seen;
      for (int i = 0; i < SECONDS; i++) {
        listeners[i] += other.listeners[i];
      }
    }

    Sample sample(@Nullable String tenant, String mount) {
      long sum = 0;
      int peak = 0;
      for (int i = 0; i < SECONDS; i++) {
        if ((seen & 1L << i) != 0) {
          sum += Math.max(0, listeners[i]);
          peak = Math.max(peak, listeners[i]);
        }
      }
      return new Sample(tenant, mount, seen, sum, peak);
    }
  }

  /** Counters of one mount at one edge, in one minute. */
  private static final class Track {
    private final Counts first;
    private Counts last;
    private Counts grown = Counts.ZERO;

    Track(Counts first) {
      this.first = first;
      this.last = first;
    }

    void next(Counts now) {
      if (!now.equals(last)) {
        grown = grown.plus(now.since(last));
        last = now;
      }
    }
  }

  private static final class EdgeTracks {
    private final Map<MountName, Track> mounts = new HashMap<>();
    private final Instant bornAt;
    private final Instant firstAt;
    private Instant lastAt;

    EdgeTracks(Instant bornAt, Instant firstAt) {
      this.bornAt = bornAt;
      this.firstAt = firstAt;
      this.lastAt = firstAt;
    }
  }

  /** What is known of one minute. */
  private static final class Minute {
    private final Map<MountName, Tape> tapes = new HashMap<>();
    private final Map<NodeId, EdgeTracks> edges = new HashMap<>();
    private final StreamLog streams;
    private long looks;

    Minute(StreamLog streams) {
      this.streams = streams;
    }

    Tape tape(MountName mount) {
      return tapes.computeIfAbsent(mount, name -> new Tape());
    }
  }

  /** An edge as it was heard last, and the seconds counted since, on trust. */
  private static final class Known {
    private long heardAt;
    private Report.Edge report;
    private final List<Long> trusted = new ArrayList<>();

    Known(long heardAt, Report.Edge report) {
      this.heardAt = heardAt;
      this.report = report;
    }
  }

  private final Function<MountName, Optional<String>> tenants;
  private final TreeMap<Long, Minute> minutes = new TreeMap<>();
  private final Map<NodeId, Known> edges = new HashMap<>();
  private final StreamLog.Memory streams = new StreamLog.Memory();
  private final Map<MountName, String> owners =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MountName, String> eldest) {
          return size() > MOST_OWNERS;
        }
      };

  /**
   * @param tenants whose a mount is, as the configuration and the cluster know it
   */
  public Sampler(Function<MountName, Optional<String>> tenants) {
    this.tenants = tenants;
  }

  /** Takes in what there is to see at that moment. */
  public void look(Instant at, ClusterView.Snapshot cluster, List<Peer> peers) {
    long second = at.getEpochSecond();
    Minute minute =
        minutes.computeIfAbsent(
            Math.floorDiv(second, SECONDS), number -> new Minute(new StreamLog(streams)));
    int slot = Math.floorMod(second, SECONDS);
    boolean fresh = (minute.looks & 1L << slot) == 0; // else this second was looked at before
    minute.looks |= 1L << slot;
    if (fresh) {
      for (ClusterView.Stream stream : cluster.streams()) {
        minute.tape(stream.mount()).add(slot, 0);
        // Of one made on the fly nobody knows it any more when the minute is over and it has gone.
        own(stream.mount());
      }
    }
    for (ClusterView.Stream stream : cluster.ended()) {
      // Perhaps nobody has looked while it was on the air.
      if (!stream.tenant().isEmpty() && cluster.stream(stream.mount()).isEmpty()) {
        owners.put(stream.mount(), stream.tenant());
      }
    }
    minute.streams.look(at, cluster);
    Set<NodeId> living = new HashSet<>();
    for (Peer peer : peers) {
      if (peer.report() instanceof Report.Edge report) {
        living.add(peer.id());
        look(at, minute, fresh, peer, report);
      }
    }
    bury(living);
  }

  private void look(Instant at, Minute minute, boolean fresh, Peer peer, Report.Edge report) {
    long second = at.getEpochSecond();
    Known known = edges.get(peer.id());
    boolean heard = known == null || known.heardAt != peer.lastHeardNanos();
    if (known == null) {
      known = new Known(peer.lastHeardNanos(), report);
      edges.put(peer.id(), known);
    }
    known.heardAt = peer.lastHeardNanos();
    known.report = report;
    if (heard) {
      known.trusted.clear();
      count(at, minute, peer, report);
    } else if (fresh) {
      known.trusted.add(second);
    }
    if (fresh) {
      int slot = Math.floorMod(second, SECONDS);
      for (Report.MountListeners each : report.mounts()) {
        if (each.listeners() > 0) {
          minute.tape(each.mount()).add(slot, each.listeners());
        }
      }
    }
  }

  private static void count(Instant at, Minute minute, Peer peer, Report.Edge report) {
    EdgeTracks tracks =
        minute.edges.computeIfAbsent(
            peer.id(), node -> new EdgeTracks(Instant.ofEpochMilli(peer.node().startedAt()), at));
    tracks.lastAt = at;
    for (Report.MountListeners each : report.mounts()) {
      Counts now = new Counts(each.bytesOut(), each.listenedMs(), each.visits());
      Track track = tracks.mounts.get(each.mount());
      if (track == null) {
        tracks.mounts.put(each.mount(), new Track(now));
      } else {
        track.next(now);
      }
    }
  }

  /** Takes back what was counted, on trust, for edges that were dead by then. */
  private void bury(Set<NodeId> living) {
    edges
        .entrySet()
        .removeIf(each -> {
          if (living.contains(each.getKey())) {
            return false;
          }
          Known dead = each.getValue();
          for (long second : dead.trusted) {
            Minute minute = minutes.get(Math.floorDiv(second, SECONDS));
            if (minute != null) {
              int slot = Math.floorMod(second, SECONDS);
              for (Report.MountListeners mount : dead.report.mounts()) {
                if (mount.listeners() > 0) {
                  minute.tape(mount.mount()).add(slot, -mount.listeners());
                }
              }
            }
          }
          return true;
        });
  }

  /** The minutes that are over, the oldest first. */
  public List<Batch> over(Instant now) {
    long newest = Math.floorDiv(now.minus(OPEN).getEpochSecond(), SECONDS);
    List<Batch> over = new ArrayList<>();
    while (!minutes.isEmpty() && minutes.firstKey() < newest) {
      over.add(close(minutes.pollFirstEntry()));
    }
    return over;
  }

  /** All that was seen so far, as before an end. */
  public List<Batch> everything() {
    List<Batch> all = new ArrayList<>();
    while (!minutes.isEmpty()) {
      all.add(close(minutes.pollFirstEntry()));
    }
    return all;
  }

  private Batch close(Map.Entry<Long, Minute> entry) {
    Minute minute = entry.getValue();
    Set<MountName> named = new HashSet<>(minute.tapes.keySet());
    List<EdgeCounts> counted = new ArrayList<>();
    minute.edges.forEach((node, tracks) -> {
      List<Growth> growths = new ArrayList<>(tracks.mounts.size());
      tracks.mounts.forEach(
          (mount, track) -> growths.add(new Growth(mount, track.first, track.grown, track.last)));
      named.addAll(tracks.mounts.keySet());
      counted.add(
          new EdgeCounts(node.value(), tracks.bornAt, tracks.firstAt, tracks.lastAt, growths));
    });
    named.addAll(minute.streams.mounts());
    Map<MountName, String> owned = owned(named);
    return new Batch(
        Instant.ofEpochSecond(entry.getKey() * SECONDS),
        owned,
        samples(minute, owned),
        counted,
        minute.streams.seen(),
        minute.streams.songs(),
        streams.onAir());
  }

  private void own(MountName mount) {
    tenants.apply(mount).ifPresent(tenant -> owners.put(mount, tenant));
  }

  private Map<MountName, String> owned(Set<MountName> mounts) {
    Map<MountName, String> owned = new HashMap<>();
    for (MountName mount : mounts) {
      own(mount);
      String owner = owners.get(mount);
      if (owner != null) {
        owned.put(mount, owner);
      }
    }
    return owned;
  }

  private static List<Sample> samples(Minute minute, Map<MountName, String> owned) {
    List<Sample> samples = new ArrayList<>();
    Map<String, Tape> ofTenants = new HashMap<>();
    Tape all = new Tape();
    all.seen = minute.looks;
    minute.tapes.forEach((mount, tape) -> {
      String tenant = owned.get(mount);
      samples.add(tape.sample(tenant, mount.value()));
      all.add(tape);
      if (tenant != null) {
        ofTenants.computeIfAbsent(tenant, name -> new Tape()).add(tape);
      }
    });
    ofTenants.forEach((tenant, tape) -> samples.add(tape.sample(tenant, "")));
    samples.add(all.sample(null, ""));
    return samples;
  }
}
