package io.floe.admin.history;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was seen in one minute.
 *
 * @param minute its beginning
 * @param owners the tenants of all mounts that are named in here, as far as they are known
 * @param samples listeners, of mounts and of all mounts of a tenant and of the platform
 * @param edges what edges counted
 * @param streams those that were on the air
 * @param songs in the order of their time
 * @param onAir streams that are on the air at the end
 */
public record Batch(
    Instant minute,
    Map<MountName, String> owners,
    List<Sample> samples,
    List<EdgeCounts> edges,
    List<StreamSeen> streams,
    List<Song> songs,
    Set<StreamId> onAir) {

  public Batch {
    owners = Map.copyOf(owners);
    samples = List.copyOf(samples);
    edges = List.copyOf(edges);
    streams = List.copyOf(streams);
    songs = List.copyOf(songs);
    onAir = Set.copyOf(onAir);
  }

  /** All that are named in here. */
  Set<String> mounts() {
    Set<String> mounts = new HashSet<>();
    samples.forEach(sample -> mounts.add(sample.mount()));
    edges.forEach(edge -> edge.mounts().forEach(growth -> mounts.add(growth.mount().value())));
    streams.forEach(stream -> mounts.add(stream.id().mount().value()));
    songs.forEach(song -> mounts.add(song.mount().value()));
    return mounts;
  }

  /**
   * Listeners in that minute.
   *
   * @param tenant null: unknown, or of all tenants
   * @param mount empty: all mounts of the tenant
   * @param seen bit n: in second n
   * @param listeners summed over the seconds in which it was seen
   */
  record Sample(@Nullable String tenant, String mount, long seen, long listeners, int peak) {}

  /**
   * What one edge counted.
   *
   * @param bornAt when it started
   * @param firstAt when it was heard first in this minute
   */
  record EdgeCounts(
      String node, Instant bornAt, Instant firstAt, Instant lastAt, List<Growth> mounts) {
    EdgeCounts {
      mounts = List.copyOf(mounts);
    }
  }

  /**
   * Counters of one mount at one edge.
   *
   * @param first as they were heard first
   * @param grown by how much they have grown since
   * @param last as they were heard last
   */
  record Growth(MountName mount, Counts first, Counts grown, Counts last) {}

  /** Numbers that grow. */
  record Counts(long bytesOut, long listenedMs, long visits) {

    static final Counts ZERO = new Counts(0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(
          bytesOut + other.bytesOut, listenedMs + other.listenedMs, visits + other.visits);
    }

    /** Whether none of them is smaller. */
    boolean reach(Counts other) {
      return bytesOut >= other.bytesOut && listenedMs >= other.listenedMs && visits >= other.visits;
    }

    /** What has come since {@code before}: all there is where counting has begun again. */
    Counts since(Counts before) {
      return reach(before)
          ? new Counts(
              bytesOut - before.bytesOut, listenedMs - before.listenedMs, visits - before.visits)
          : this;
    }
  }

  /**
   * A stream.
   *
   * @param encoder whether a source makes it, and not a transcoder
   * @param firstAt when it was seen first in this minute
   * @param firstBytes what had come in by then
   * @param ended null: it is on the air
   */
  record StreamSeen(
      StreamId id,
      boolean encoder,
      String node,
      String contentType,
      Instant startedAt,
      Instant firstAt,
      long firstBytes,
      Instant lastAt,
      long lastBytes,
      @Nullable Ended ended) {}

  /** That a stream is over. */
  record Ended(Instant at, String why) {}

  /** A title that was not there before. */
  record Song(MountName mount, Instant at, String title) {}
}
