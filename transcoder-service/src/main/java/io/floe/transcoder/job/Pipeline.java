package io.floe.transcoder.job;

import io.floe.transcoder.codec.Codecs;
import io.floe.transcoder.codec.Decoder;
import io.floe.transcoder.codec.Format;
import io.floe.transcoder.codec.PcmSink;
import io.floe.wire.audio.Chunk;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The audio of one input on its way to all branches: decoded once, with silence where it is
 * missing. Confined to the strand of its input, but for what it tells of itself.
 */
final class Pipeline {

  /** Silence is made in pieces of this many samples per channel. */
  private static final int PIECE = 1_024;

  private static final Format USUAL = new Format(48_000, 2);
  private static final long NANOS = 1_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Audio that may come at once: more than encoders send when they begin or have been away. */
  private static final long MOST_AHEAD = Duration.ofSeconds(45).toNanos();

  /** In each second an input may give two, to recover from a flood while it plays. */
  private static final long AUDIO_PER_MILLI = 2 * NANOS_PER_MILLI;

  /** What is dear to begin (links, formats, titles) may begin so often at once. */
  private static final long MOST_BEGUN = Duration.ofSeconds(16).toMillis();

  /** And once a second after that. */
  private static final long BEGUN = Duration.ofSeconds(1).toMillis();

  private final JobCounters counters;
  private final Map<MountName, Branch> branches = new LinkedHashMap<>();
  private final Outage outage = new Outage();
  private final PcmSink decoded = new Decoded();
  private final Allowance audio = new Allowance(MOST_AHEAD, AUDIO_PER_MILLI);
  private final Allowance links = new Allowance(MOST_BEGUN, 1);
  private final Allowance formats = new Allowance(MOST_BEGUN, 1);
  private final Allowance titles = new Allowance(MOST_BEGUN, 1);
  private final List<Allowance> allowances = List.of(audio, links, formats, titles);
  private final float[] nothing = new float[PIECE * 2];
  private @Nullable Decoder decoder;
  private @Nullable Chunk header;
  private boolean failedNow;
  private boolean floods;
  private String contentType = "";
  private Format format = USUAL;

  /** What the decoder hands out, which may come in force later. */
  private Format announced = USUAL;

  private long expected = -1;
  private long now;
  private String title = "";
  private boolean untitled;
  private @Nullable String nextTitle;
  private long total;
  private volatile long capturedAt;
  private volatile long audioNanos;
  private volatile String failure = "";
  private volatile boolean sounding;
  private volatile boolean missing;

  Pipeline(JobCounters counters) {
    this.counters = counters;
  }

  /** Wall clock in ms at which what comes out now was captured. Any thread. */
  long capturedAt() {
    return capturedAt;
  }

  /** How much audio was decoded so far, in ns. Any thread. */
  long audioNanos() {
    return audioNanos;
  }

  /** Why the input cannot be decoded, empty when it can. Any thread. */
  String failure() {
    return failure;
  }

  /** Whether any audio has come out of the present stream. Any thread. */
  boolean sounding() {
    return sounding;
  }

  /** Whether silence stands in for the input. Any thread. */
  boolean missing() {
    return missing;
  }

  /** Audio goes there too from now on. */
  void open(Branch branch) {
    branch.title(title);
    branches.put(branch.rendition().to(), branch);
  }

  /** No audio goes there any more. */
  void close(MountName to) {
    Branch branch = branches.remove(to);
    if (branch != null) {
      branch.stop();
    }
  }

  /** Somebody waits for audio, which may never come: silence stands in for it soon. */
  void miss(long nowNanos) {
    outage.arrived(nowNanos);
  }

  /** Chunks of another stream follow. */
  void begins(StreamInfo info) {
    contentType = info.contentType();
    failure = "";
    sounding = false;
    expected = -1;
    header = null;
    untitled = true;
    nextTitle = null;
    allowances.forEach(Allowance::begins);
    renew();
  }

  /**
   * The next chunk.
   *
   * @param nowNanos when it arrived
   */
  void chunk(Chunk chunk, long nowNanos) {
    now = nowNanos;
    if (chunk.kind() == Chunk.Kind.AUDIO) {
      // Headers and titles that are asked for again are as old as they may be.
      allowances.forEach(each -> each.captured(chunk.capturedAt()));
    }
    if (expected >= 0 && chunk.kind() == Chunk.Kind.AUDIO && chunk.sequence() > expected) {
      lapse();
    }
    // Headers and titles come out of turn too, when audio that comes refers to them.
    if (chunk.kind() == Chunk.Kind.AUDIO || chunk.sequence() == expected) {
      expected = chunk.sequence() + 1;
    }
    switch (chunk.kind()) {
      case TITLE -> {
        nextTitle = chunk.text();
        retitle();
      }
      case HEADER -> {
        header = chunk;
        push(chunk);
      }
      case AUDIO -> {
        outage.arrived(nowNanos);
        missing = false;
        retitle();
        if (untitled && nextTitle == null && !title.isEmpty()) {
          title("");
        }
        capturedAt = chunk.capturedAt();
        push(chunk);
      }
    }
  }

  /** Chunks were left out here. */
  void lapse() {
    counters.gaps.increment();
    Decoder decoding = decoder;
    if (decoding != null) {
      decoding.reset();
      remind(decoding);
    }
  }

  /** Called about every 100 ms. */
  void tick(long nowNanos, long wallMillis) {
    long silence = branches.isEmpty() ? 0 : outage.due(nowNanos);
    if (silence > 0) {
      missing = true;
      capturedAt = wallMillis;
      counters.silenceMillis.add(silence / 1_000_000);
      silence(silence);
    }
    branches.values().forEach(Branch::tick);
  }

  /** Forgets the input: nobody listens. */
  void rest() {
    Decoder decoding = decoder;
    if (decoding != null) {
      decoding.close();
    }
    decoder = null;
    outage.reset();
    missing = false;
    branches.values().forEach(Branch::stop);
  }

  /** Each title is a link of what is made: when there are too many, the newest has to wait. */
  private void retitle() {
    String next = nextTitle;
    if (next != null && (next.equals(title) || titles.take(BEGUN))) {
      nextTitle = null;
      title(next);
    }
  }

  private void title(String text) {
    untitled = false;
    title = text;
    branches.values().forEach(branch -> branch.title(text));
  }

  private void renew() {
    Decoder before = decoder;
    if (before != null) {
      before.close();
    }
    decoder = Codecs.decoder(contentType).orElse(null);
    Decoder fresh = decoder;
    if (fresh == null) {
      fail("streams of type " + contentType + " cannot be decoded");
    } else {
      remind(fresh);
    }
  }

  /** What has forgotten everything needs the headers of the link once more. */
  private void remind(Decoder decoding) {
    Chunk known = header;
    if (known != null) {
      decoding.push(known.payload(), 0, known.size(), decoded);
    }
  }

  private void push(Chunk chunk) {
    Decoder decoding = decoder;
    if (decoding != null) {
      failedNow = false;
      floods = false;
      decoding.push(chunk.payload(), 0, chunk.size(), decoded);
      if (floods) {
        counters.flooded.increment();
      }
      if (failedNow) {
        renew();
      }
    }
  }

  private void fail(String reason) {
    if (failure.isEmpty()) {
      counters.failures.increment();
    }
    failure = reason;
  }

  private void silence(long nanos) {
    long frames = nanos * format.sampleRate() / NANOS;
    while (frames > 0) {
      int count = (int) Math.min(frames, PIECE);
      for (Branch branch : branches.values()) {
        if (branch.fills()) {
          branch.samples(format, nothing, 0, count);
        }
      }
      frames -= count;
    }
  }

  private final class Decoded implements PcmSink {
    @Override
    public boolean link() {
      return allowed(links.take(BEGUN));
    }

    @Override
    public boolean full() {
      return !allowed(!audio.spent());
    }

    private boolean allowed(boolean may) {
      floods |= !may;
      return may;
    }

    @Override
    public void format(Format next) {
      announced = next;
    }

    /** A change makes every branch compute its filters anew. */
    private boolean changed() {
      boolean may = announced.equals(format) || formats.take(BEGUN);
      if (may) {
        format = announced;
      }
      return may;
    }

    @Override
    public void samples(float[] interleaved, int offset, int frames) {
      long nanos = frames * NANOS / announced.sampleRate();
      if (!allowed(audio.take(nanos) && changed())) {
        return;
      }
      total += nanos;
      audioNanos = total;
      if (outage.late(now, nanos)) {
        counters.lateMillis.add(nanos / 1_000_000);
        return;
      }
      for (Branch branch : branches.values()) {
        branch.samples(format, interleaved, offset, frames);
      }
      if (!sounding) {
        sounding = true;
        failure = "";
      }
    }

    @Override
    public void title(String text) {
      // The framer of the ingest has found it too: it comes in a chunk of its own.
    }

    @Override
    public void lost(int frames, String reason) {
      counters.lostFrames.increment();
    }

    @Override
    public void failed(String reason) {
      sounding = false;
      failedNow = true;
      fail(reason);
    }
  }
}
