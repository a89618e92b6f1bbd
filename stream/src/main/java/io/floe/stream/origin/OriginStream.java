package io.floe.stream.origin;

import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.StreamId;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.Message.Encoder;
import io.floe.wire.bus.Message.Lease;
import io.floe.wire.bus.Message.RetitleAnswer.Outcome;
import io.floe.wire.bus.NodeId;
import io.floe.wire.config.Mount;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * One owned stream, as its source session feeds it. Public methods may be called from any thread;
 * calls made from one thread keep their order. After {@link #end}, or once the mount is lost, they
 * do nothing. All state is confined to the bus thread.
 */
public final class OriginStream {

  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final long STALL_MILLIS = 1_000;

  /** Edges take a stream that follows another one from its beginning while it is no longer. */
  private static final int SHORT_CHUNKS = 100;

  /** What edges ask for beyond a burst, so that a whole one is left after live audio has come. */
  private static final int BEYOND_BURST = 64 << 10;

  /** Of titles that come faster, the cluster hears the newest; listeners have them all. */
  private static final Duration BETWEEN_TITLES = Duration.ofMillis(250);

  /** Audio older than this is no burst any more: a tail then has only what it needs to go on. */
  private static final long BURST_NANOS = 3_000_000_000L;

  /** What a stream tells its owner. Called on the bus thread. */
  interface Owner {

    /** Title or state is new: the cluster should hear. */
    void changed(OriginStream stream);

    /** The source has ended it. */
    void ended(OriginStream stream, String reason);

    /** Its ring weighs so many bytes more, or less when negative. */
    void weighed(long change);
  }

  private final Loop loop;
  private final StreamId id;
  private final StreamInfo info;
  private final Encoder encoder;
  private final Mount settings;
  private final SourceControl source;
  private final boolean tookOver;
  private final Owner owner;
  private final OriginCounters counters;
  private final long startedAt;
  private final long startedNanos;
  private final ChunkRing ring;
  private final Map<NodeId, Cursor> leases = new HashMap<>();
  private final Rhythm rhythm = new Rhythm();
  private Beacon.State state = Beacon.State.LIVE;
  private boolean open = true;
  private boolean everLeased;
  private long header = Chunk.NONE;
  private long titleAt = Chunk.NONE;
  private String title = "";
  private boolean titleTold;
  private boolean titleWaits;
  private long titleToldAt;
  private long bytesIn;
  private long audioNanos;

  OriginStream(
      Loop loop,
      StreamId id,
      StreamInfo info,
      Encoder encoder,
      Mount settings,
      SourceControl source,
      boolean tookOver,
      Owner owner,
      OriginCounters counters) {
    this.loop = loop;
    this.id = id;
    this.info = info;
    this.encoder = encoder;
    this.settings = settings;
    this.source = source;
    this.tookOver = tookOver;
    this.owner = owner;
    this.counters = counters;
    this.startedAt = loop.wallMillis();
    this.startedNanos = loop.nanoTime();
    this.ring = new ChunkRing(4 * settings.burst());
  }

  public StreamId id() {
    return id;
  }

  /**
   * Numbers and publishes a chunk. The payload is given away.
   *
   * @param capturedAt wall clock in ms when its first byte arrived
   * @param taken run on the bus thread once the chunk is in the ring, so that a session can bound
   *     what it has under way
   */
  public void append(
      Chunk.Kind kind, long capturedAt, boolean entry, byte[] payload, Runnable taken) {
    loop.execute(() -> {
      try {
        if (open) {
          take(kind, capturedAt, entry, payload);
        }
      } finally {
        taken.run();
      }
    });
  }

  /** The source is gone: tells everybody and frees the mount. */
  public void end(String reason) {
    loop.execute(() -> {
      if (open) {
        owner.ended(this, reason);
      }
    });
  }

  Encoder encoder() {
    return encoder;
  }

  Mount settings() {
    return settings;
  }

  SourceControl source() {
    return source;
  }

  /** Whether its source took the mount from another one, so lately that it is not taken again. */
  boolean tookOverWithin(Duration time) {
    return tookOver && loop.nanoTime() - startedNanos < time.toNanos();
  }

  Beacon beacon() {
    return new Beacon(id, info, state, ring.next(), title, startedAt, bytesIn, encoder.tenant());
  }

  /** Nothing more is appended; what is in the ring can still be leased. */
  void close() {
    open = false;
  }

  /**
   * Beacons say from now on that it is over. What no edge has ever leased is missed by none that
   * lags; who comes now, behind an earlier stream, takes a short one whole and else a burst.
   */
  void markEnded() {
    close();
    state = Beacon.State.ENDED;
    if (!everLeased && ring.next() > SHORT_CHUNKS) {
      cut(floor());
    }
  }

  /** Whether the source may still append. */
  boolean open() {
    return open;
  }

  /** What its ring weighs, in bytes. */
  long weight() {
    return ring.weight();
  }

  /** What its ring must have to give a burst, in bytes. */
  long floor() {
    return settings.burst() + (long) BEYOND_BURST;
  }

  /** What its ring cannot be cut below, in bytes. */
  long least() {
    return ring.least();
  }

  /** Cuts the ring to so many bytes; an edge that has not had what goes is set ahead. */
  void cut(long most) {
    long before = ring.weight();
    ring.cut(most);
    owner.weighed(ring.weight() - before);
  }

  /** Lets go of the ring: nobody can have anything of it any more. */
  void free() {
    close();
    releaseAll();
    long before = ring.weight();
    ring.clear();
    owner.weighed(-before);
  }

  /**
   * The title of the audio that follows; cut to what a chunk may carry.
   *
   * @param credential must have let the source in; empty: any
   */
  Outcome retitle(String text, String credential) {
    if (!credential.isEmpty() && !credential.equals(encoder.credential())) {
      return Outcome.FOREIGN;
    }
    if (info.ogg()) {
      return Outcome.IN_BAND;
    }
    byte[] utf8 = cut(text);
    if (open && !new String(utf8, StandardCharsets.UTF_8).equals(title)) {
      take(Chunk.Kind.TITLE, loop.wallMillis(), false, utf8);
    }
    return Outcome.DONE;
  }

  /** An edge asks for the stream, or renews. */
  void lease(Outlet outlet, Lease lease) {
    Cursor cursor = leases.get(outlet.edge());
    boolean fresh = cursor == null;
    if (cursor == null) {
      counters.leases.increment();
      everLeased = true;
      cursor = new Cursor(id, ring, outlet, counters);
      leases.put(outlet.edge(), cursor);
      if (leases.size() == 1) {
        source.wanted();
      }
    }
    cursor.renew(loop.nanoTime() + LEASE.toNanos());
    if (fresh || lease.rewind()) {
      if (!fresh) {
        counters.rewinds.increment();
      }
      cursor.set(lease.from(), start(lease));
    }
  }

  private long start(Lease lease) {
    if (lease.from() != Lease.TAIL) {
      return ring.nearest(lease.from());
    }
    boolean stale = loop.nanoTime() - audioNanos > BURST_NANOS;
    return stale ? ring.next() : ring.tail(lease.tailBytes());
  }

  void release(NodeId edge) {
    Cursor cursor = leases.remove(edge);
    if (cursor != null) {
      cursor.close();
      if (leases.isEmpty()) {
        source.unwanted();
      }
    }
  }

  boolean leasedBy(NodeId edge) {
    return leases.containsKey(edge);
  }

  private void releaseAll() {
    leases.values().forEach(Cursor::close);
    leases.clear();
  }

  /** Ends leases that were not renewed and judges whether the source is silent too long. */
  void tick() {
    long now = loop.nanoTime();
    boolean ended =
        leases
            .values()
            .removeIf(cursor -> {
              boolean expired = cursor.expired(now);
              if (expired) {
                cursor.close();
              }
              return expired;
            });
    if (ended && leases.isEmpty()) {
      source.unwanted();
    }
    if (open && state == Beacon.State.LIVE && stalled()) {
      counters.stalls.increment();
      change(Beacon.State.STALLED);
    }
  }

  private boolean stalled() {
    return source.silentMillis() > STALL_MILLIS + rhythm.usual()
        || source.soundlessMillis() > STALL_MILLIS + rhythm.longest();
  }

  private void take(Chunk.Kind kind, long capturedAt, boolean entry, byte[] payload) {
    long sequence = ring.next();
    Chunk chunk =
        new Chunk(
            id,
            sequence,
            kind,
            capturedAt,
            kind == Chunk.Kind.HEADER ? sequence : header,
            kind == Chunk.Kind.TITLE ? sequence : titleAt,
            entry,
            payload);
    header = chunk.header();
    titleAt = chunk.title();
    long now = loop.nanoTime();
    long before = ring.weight();
    ring.add(chunk, now);
    counters.chunks.increment();
    counters.bytes.add(payload.length);
    switch (kind) {
      case HEADER -> {}
      case TITLE -> title = chunk.text();
      case AUDIO -> {
        bytesIn += payload.length;
        audioNanos = now;
        rhythm.beat(audioNanos / 1_000_000);
      }
    }
    leases.values().forEach(Cursor::pump);
    if (kind == Chunk.Kind.TITLE) {
      retitled();
    } else if (kind == Chunk.Kind.AUDIO && state == Beacon.State.STALLED) {
      change(Beacon.State.LIVE);
    }
    owner.weighed(ring.weight() - before); // last: it may cut this ring, and even end the stream
  }

  /** Tells the cluster of the title, in a while if it has just heard another one. */
  private void retitled() {
    if (titleWaits) {
      counters.unannounced.increment();
      return;
    }
    long left = titleToldAt + BETWEEN_TITLES.toNanos() - loop.nanoTime();
    if (!titleTold || left <= 0) {
      tellTitle();
    } else {
      titleWaits = true;
      loop.after(
          Duration.ofNanos(left),
          () -> {
            titleWaits = false;
            if (open) {
              tellTitle();
            }
          });
    }
  }

  private void tellTitle() {
    titleTold = true;
    titleToldAt = loop.nanoTime();
    owner.changed(this);
  }

  private void change(Beacon.State now) {
    state = now;
    owner.changed(this);
  }

  private static byte[] cut(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= Chunk.MAX_TITLE_BYTES) {
      return utf8;
    }
    int end = Chunk.MAX_TITLE_BYTES;
    while ((utf8[end] & 0xC0) == 0x80) {
      end--;
    }
    return java.util.Arrays.copyOf(utf8, end);
  }
}
