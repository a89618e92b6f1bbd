package io.floe.transcoder.codec;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Ogg Opus: a chain with a link for each title. Links join to the sample: the old one is given what
 * comes after the join until its last packet is full, and says on its last page where it ends; the
 * new one begins with the 80 ms before the join and tells players in its header to skip them, so
 * that encoder and decoder have settled when it counts (RFC 7845, section 4.6). Confined to one
 * thread.
 */
final class OpusChain implements Encoder {

  static final int RATE = 48_000;

  private static final int PRE_ROLL = 3_840;
  private static final int NO_JOIN = -1;

  private final Format format;
  private final int bitrate;
  private final int pageFrames;
  private final RandomGenerator serials;
  private final OggWriter writer = new OggWriter();

  /** The last samples that came: at least the pre-roll, and all since the join. */
  private final short[] recent;

  private int recentFrames;

  /** Where in {@link #recent} the next link begins. */
  private int join = NO_JOIN;

  private String title = "";
  private @Nullable OpusLink link;
  private boolean ended;

  OpusChain(int channels, int kbps, int pageMillis, RandomGenerator serials) {
    this.format = new Format(RATE, channels);
    this.bitrate = kbps * 1000;
    this.pageFrames = pageMillis * (RATE / 1000);
    this.serials = serials;
    this.recent = new short[(PRE_ROLL + 4 * OpusLink.PACKET) * channels];
  }

  @Override
  public Format format() {
    return format;
  }

  @Override
  public void encode(float[] interleaved, int offset, int frames, EncodedSink out) {
    int channels = format.channels();
    for (int done = 0; done < frames && !ended; ) {
      // No more than a packet at a time, so that the join comes before all that follows.
      int count = Math.min(frames - done, OpusLink.PACKET);
      makeRoom(count);
      int from = offset + done * channels;
      int to = recentFrames * channels;
      for (int i = 0; i < count * channels; i++) {
        recent[to + i] = Samples.sixteen(interleaved[from + i]);
      }
      recentFrames += count;
      done += count;
      take(count, out);
    }
  }

  private void take(int count, EncodedSink out) {
    if (link == null) {
      link = begin(0, out);
    }
    link.add(recent, recentFrames - count, count, out);
    if (link.ended()) {
      int preRoll = Math.min(join, PRE_ROLL);
      link = begin(preRoll, out);
      link.add(recent, join - preRoll, recentFrames - (join - preRoll), out);
      join = NO_JOIN;
    }
  }

  private OpusLink begin(int preRoll, EncodedSink out) {
    OpusLink begun = new OpusLink(writer, format.channels(), bitrate, pageFrames, preRoll);
    begun.begin(serials.nextInt(), title, out);
    return begun;
  }

  /** A join is at most two packets old, so that what is dropped is older than its pre-roll. */
  private void makeRoom(int count) {
    int channels = format.channels();
    int excess = recentFrames + count - recent.length / channels;
    if (excess > 0) {
      int dropped = recentFrames - PRE_ROLL - 2 * OpusLink.PACKET;
      System.arraycopy(recent, dropped * channels, recent, 0, (recentFrames - dropped) * channels);
      recentFrames -= dropped;
      join = join == NO_JOIN ? NO_JOIN : join - dropped;
    }
  }

  @Override
  public void title(String next, EncodedSink out) {
    if (ended || next.equals(title)) {
      return;
    }
    title = next;
    if (link != null && join == NO_JOIN) {
      join = recentFrames;
      link.endHere();
    }
  }

  @Override
  public void end(EncodedSink out) {
    if (link != null && !ended) {
      // A join that is not complete yet is given up: what follows it goes to the old link.
      join = NO_JOIN;
      link.endHere();
      short[] silence = new short[OpusLink.PACKET * format.channels()];
      while (!link.ended()) {
        link.add(silence, 0, OpusLink.PACKET, out);
      }
    }
    ended = true;
  }

  @Override
  public void close() {
    ended = true;
  }
}
