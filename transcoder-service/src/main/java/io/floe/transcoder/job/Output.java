package io.floe.transcoder.job;

import io.floe.stream.origin.Chunker;
import io.floe.stream.origin.Claimed;
import io.floe.stream.origin.OriginStream;
import io.floe.stream.origin.Origins;
import io.floe.stream.origin.SourceControl;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message.Encoder;
import io.floe.wire.config.Mount;
import io.floe.wire.config.Rendition;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one rendition, from its claim to its end: its mount is claimed as a source's is,
 * and what the branch makes is appended. Confined to the bus thread, but for {@link #out} and
 * {@link #silentMillis}.
 */
final class Output implements SourceControl {

  /** What an output tells its job. Called on the bus thread. */
  interface Owner {
    /** Somebody takes the stream now, or nobody does any more. */
    void wanted(Output output);

    /** It is over: the mount is somebody else's, or was closed by an operator. */
    void lost(Output output, String reason);
  }

  /** What waits for a claim to be decided: a burst and more. */
  private static final int MOST_WAITING = 4 << 20;

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Piece(Chunk.Kind kind, long capturedAt, boolean entry, byte[] payload) {}

  private enum State {
    NEW,
    CLAIMING,
    LIVE,
    OVER
  }

  private final Loop loop;
  private final Origins origins;
  private final String tenant;
  private final Rendition rendition;
  private final Mount settings;
  private final StreamInfo info;
  private final Owner owner;
  private final Deque<Piece> waiting = new ArrayDeque<>();
  private State state = State.NEW;
  private int waitingBytes;
  private @Nullable OriginStream stream;
  private boolean taken;
  private volatile boolean expected;
  private volatile long sentAt;

  /**
   * @param settings of the mount that is made
   * @param input what the mount that it is made of says of itself
   */
  Output(
      Loop loop,
      Origins origins,
      String tenant,
      Rendition rendition,
      Mount settings,
      StreamInfo input,
      Owner owner) {
    this.loop = loop;
    this.origins = origins;
    this.tenant = tenant;
    this.rendition = rendition;
    this.settings = settings.with().takeover(Mount.Takeover.ALWAYS).build();
    this.info = info(rendition, settings, input);
    this.owner = owner;
    this.sentAt = loop.nanoTime();
  }

  Rendition rendition() {
    return rendition;
  }

  /** Whether it is on the air. */
  boolean live() {
    return state == State.LIVE;
  }

  /** Whether somebody takes it. */
  boolean taken() {
    return taken;
  }

  /** Puts it on the air. It goes there by itself with the first audio. */
  void claim() {
    if (state == State.NEW) {
      state = State.CLAIMING;
      origins.claim(
          rendition.to(),
          info,
          Encoder.rendition(tenant, origins.node()),
          settings,
          this,
          this::decided);
    }
  }

  /** Where the branch sends its chunks. Any thread, one at a time. */
  Chunker.Out out() {
    return new Chunker.Out() {
      @Override
      public void chunk(Chunk.Kind kind, long capturedAt, boolean entry, byte[] payload) {
        Piece piece = new Piece(kind, capturedAt, entry, payload);
        loop.execute(() -> append(piece));
      }

      @Override
      public void titled(String title) {}

      @Override
      public void skipped(int bytes) {}

      @Override
      public void failed(String reason) {
        loop.execute(() -> lose(reason));
      }
    };
  }

  /** Whether audio is to be expected of it: when not, its silence means nothing. */
  void expect(boolean audio) {
    if (audio && !expected) {
      sentAt = loop.nanoTime();
    }
    expected = audio;
  }

  @Override
  public long silentMillis() {
    return expected ? (loop.nanoTime() - sentAt) / 1_000_000 : 0;
  }

  @Override
  public void evict(String reason) {
    loop.execute(() -> {
      stream = null;
      lose(reason);
    });
  }

  @Override
  public void wanted() {
    if (state == State.LIVE) {
      taken = true;
      owner.wanted(this);
    }
  }

  @Override
  public void unwanted() {
    if (state == State.LIVE) {
      taken = false;
      owner.wanted(this);
    }
  }

  /** Takes it off the air. */
  void end(String reason) {
    state = State.OVER;
    taken = false;
    waiting.clear();
    OriginStream now = stream;
    stream = null;
    if (now != null) {
      now.end(reason);
    }
  }

  private void lose(String reason) {
    if (state != State.OVER) {
      end(reason);
      owner.lost(this, reason);
    }
  }

  private void decided(Claimed answer) {
    switch (answer) {
      case Claimed.Won(OriginStream won) -> {
        if (state == State.OVER) {
          won.end("the rendition is not made here any more");
          return;
        }
        state = State.LIVE;
        stream = won;
        sentAt = loop.nanoTime();
        waiting.forEach(piece -> append(won, piece));
        waiting.clear();
      }
      case Claimed.Refused(String reason) ->
          lose(
              reason
                  + ": something else is on "
                  + rendition.to()
                  + "; close it, or make the rendition under another name");
    }
  }

  private void append(Piece piece) {
    OriginStream now = stream;
    if (now != null) {
      append(now, piece);
    } else if (state != State.OVER) {
      waitingBytes += piece.payload().length;
      if (waitingBytes > MOST_WAITING) {
        lose("the claim of " + rendition.to() + " was not decided in time");
      } else {
        waiting.add(piece);
        claim();
      }
    }
  }

  private void append(OriginStream to, Piece piece) {
    sentAt = loop.nanoTime();
    to.append(piece.kind(), piece.capturedAt(), piece.entry(), piece.payload(), () -> {});
  }

  private static StreamInfo info(Rendition rendition, Mount settings, StreamInfo input) {
    StreamInfo shown = settings.over(input);
    Boolean listed = rendition.listed();
    return new StreamInfo(
        rendition.codec().contentType(),
        shown.name(),
        shown.description(),
        shown.genre(),
        shown.url(),
        rendition.bitrate(),
        listed != null ? listed : shown.listed(),
        "ice-samplerate="
            + rendition.rate()
            + ";ice-bitrate="
            + rendition.bitrate()
            + ";ice-channels="
            + rendition.width());
  }
}
