package io.floe.admin.history;

import io.floe.admin.history.Batch.Ended;
import io.floe.admin.history.Batch.Song;
import io.floe.admin.history.Batch.StreamSeen;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.ClusterView.Stream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Streams and titles of one minute. Confined to the sampler's thread. */
final class StreamLog {

  /** Titles kept of one mount in one minute; more are no songs. */
  static final int MOST_SONGS = 20;

  static final String CLOSED = "closed";
  static final String REPLACED = "replaced";
  static final String NODE_LOST = "node lost";

  /** What goes on from one minute to the next. */
  static final class Memory {
    private final Map<StreamId, StreamSeen> onAir = new HashMap<>();
    private final Map<MountName, String> titles = new HashMap<>();
    private final Set<StreamId> lastWords = new HashSet<>();

    Set<StreamId> onAir() {
      return Set.copyOf(onAir.keySet());
    }
  }

  private final Memory memory;
  private final Map<StreamId, StreamSeen> seen = new HashMap<>();
  private final List<Song> songs = new ArrayList<>();
  private final Map<MountName, Integer> songsOf = new HashMap<>();

  StreamLog(Memory memory) {
    this.memory = memory;
  }

  void look(Instant at, ClusterView.Snapshot cluster) {
    Set<StreamId> now = new HashSet<>();
    for (Stream stream : cluster.streams()) {
      now.add(stream.id());
      StreamSeen before = seen.get(stream.id());
      StreamSeen next = next(at, cluster, stream, before);
      seen.put(stream.id(), next);
      memory.onAir.put(stream.id(), next);
      title(at, stream);
    }
    lastWords(at, cluster, now);
    Iterator<StreamSeen> known = memory.onAir.values().iterator();
    while (known.hasNext()) {
      StreamSeen stream = known.next();
      if (!now.contains(stream.id())) {
        known.remove();
        seen.put(stream.id(), ended(at, cluster, stream));
      }
    }
    // Of mounts that come back with the title that they went with, the database knows it.
    memory.titles.keySet().removeIf(mount -> cluster.stream(mount).isEmpty());
  }

  /** What came in since the last look of streams that have ended, unlooked at or not. */
  private void lastWords(Instant at, ClusterView.Snapshot cluster, Set<StreamId> onAir) {
    Set<StreamId> there = new HashSet<>();
    for (Stream stream : cluster.ended()) {
      there.add(stream.id());
      if (onAir.contains(stream.id()) || !memory.lastWords.add(stream.id())) {
        continue;
      }
      StreamSeen before = seen.getOrDefault(stream.id(), memory.onAir.get(stream.id()));
      StreamSeen last = next(at, cluster, stream, before);
      memory.onAir.remove(stream.id());
      seen.put(
          stream.id(),
          before == null || before.ended() == null
              ? ended(at, cluster, last)
              : ended(before.ended(), last));
    }
    memory.lastWords.retainAll(there);
  }

  private static StreamSeen next(
      Instant at,
      ClusterView.Snapshot cluster,
      Stream stream,
      @org.jspecify.annotations.Nullable StreamSeen before) {
    return new StreamSeen(
        stream.id(),
        encoder(cluster, stream.owner()),
        stream.owner().value(),
        stream.info().contentType(),
        Instant.ofEpochMilli(stream.startedAt()),
        before == null ? at : before.firstAt(),
        before == null ? stream.bytesIn() : before.firstBytes(),
        at,
        stream.bytesIn(),
        null);
  }

  private static boolean encoder(ClusterView.Snapshot cluster, NodeId owner) {
    return cluster.nodes().stream()
        .noneMatch(node -> node.id().equals(owner) && node.role() == NodeInfo.Role.TRANSCODER);
  }

  private static StreamSeen ended(Instant at, ClusterView.Snapshot cluster, StreamSeen last) {
    boolean replaced =
        cluster.stream(last.id().mount())
            .filter(s -> s.id().epoch() > last.id().epoch())
            .isPresent();
    boolean alive = cluster.nodes().stream().anyMatch(n -> n.id().value().equals(last.node()));
    String why = replaced ? REPLACED : alive ? CLOSED : NODE_LOST;
    Instant when = alive ? at : last.lastAt();
    return ended(new Ended(when, why), last);
  }

  private static StreamSeen ended(Ended end, StreamSeen last) {
    return new StreamSeen(
        last.id(),
        last.encoder(),
        last.node(),
        last.contentType(),
        last.startedAt(),
        last.firstAt(),
        last.firstBytes(),
        last.lastAt(),
        last.lastBytes(),
        end);
  }

  private void title(Instant at, Stream stream) {
    String title = stream.title();
    if (title.isEmpty() || title.equals(memory.titles.get(stream.mount()))) {
      return;
    }
    memory.titles.put(stream.mount(), title);
    if (songsOf.merge(stream.mount(), 1, Integer::sum) <= MOST_SONGS) {
      songs.add(new Song(stream.mount(), at, title));
    }
  }

  Set<MountName> mounts() {
    Set<MountName> mounts = new HashSet<>();
    seen.keySet().forEach(id -> mounts.add(id.mount()));
    songs.forEach(song -> mounts.add(song.mount()));
    return mounts;
  }

  List<StreamSeen> seen() {
    return List.copyOf(seen.values());
  }

  List<Song> songs() {
    return List.copyOf(songs);
  }
}
