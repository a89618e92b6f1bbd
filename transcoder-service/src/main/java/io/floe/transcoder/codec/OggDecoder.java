package io.floe.transcoder.codec;

import io.floe.stream.framing.Framer;
import io.floe.stream.framing.FramerFor;
import io.floe.stream.framing.OggPage;
import io.floe.stream.framing.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ogg, chained: of each link the first stream that can be decoded. Pages are found by the framer,
 * which lets only those pass whose checksum holds. Confined to one thread.
 */
final class OggDecoder implements Decoder {

  private static final String CONTENT_TYPE = "application/ogg";
  private static final int STEP = 4 << 10;

  private final Found found = new Found();
  private final Fruitless fruitless = new Fruitless();
  private final OggPackets packets = new OggPackets();
  private Framer framer = FramerFor.contentType(CONTENT_TYPE);
  private boolean astray;
  private boolean closed;

  /** The header pages of the link in force, to know it again, and to begin anew after a hole. */
  private byte[] header = new byte[0];

  private @Nullable OggAudio audio;
  private int serial;
  private int sequence;
  private boolean gap;

  /** Something has been forgotten, and what a known link announced has not been pushed again. */
  private boolean afresh;

  /** The link may not begin yet: there were too many of late. */
  private boolean deferred;

  /** The same link was announced again; whether it goes on or begins anew, its first page tells. */
  private boolean resumed;

  private long position;
  private @Nullable Format format;
  private String title = "";

  @Override
  public void push(byte[] bytes, int offset, int length, PcmSink out) {
    int end = offset + length;
    if (afresh && length > 0) {
      afresh = false;
      // Beside the first page of another link, it would be a stream of that one.
      if (OggPage.length(bytes, offset, end) <= 0 || !OggPage.first(bytes, offset)) {
        remind();
      }
    }
    for (int at = offset; at < end && !closed; ) {
      int count = Math.min(end - at, STEP);
      found.sink = out;
      framer.push(bytes, at, count, found);
      at += count;
      if (astray) {
        reset();
        afresh = false;
        remind();
      }
      if (fruitless.exhausted()) {
        fail(
            "nothing could be decoded in "
                + fruitless.bytes()
                + " bytes: this is no intact Ogg stream;"
                + " check what the encoder sends and that its content type says so",
            out);
      }
    }
  }

  @Override
  public void reset() {
    framer = FramerFor.contentType(CONTENT_TYPE);
    afresh = true;
    astray = false;
    gap = true;
    packets.forget();
  }

  /** The framer hands out what a known link announced; it comes back with the next page. */
  private void remind() {
    framer.push(header, 0, header.length, found);
  }

  @Override
  public void close() {
    closed = true;
    audio = null;
    header = new byte[0];
  }

  private void fail(String reason, PcmSink out) {
    if (!closed) {
      close();
      out.failed(reason);
    }
  }

  private void link(byte[] bytes, int offset, int length, PcmSink out) {
    if (audio != null && Arrays.equals(header, 0, header.length, bytes, offset, offset + length)) {
      resumed = true;
      gap = true;
      packets.forget();
      return;
    }
    header = Arrays.copyOfRange(bytes, offset, offset + length);
    begin(out);
  }

  /** Begins the link that {@link #header} announces. */
  private void begin(PcmSink out) {
    packets.forget();
    gap = false;
    resumed = false;
    position = 0;
    audio = null;
    deferred = !out.link();
    if (deferred) {
      return;
    }
    OggAudio begun;
    try {
      begun = stream();
    } catch (UnsupportedAudioException unsupported) {
      fail(String.valueOf(unsupported.getMessage()), out);
      return;
    }
    audio = begun;
    if (!begun.format().equals(format)) {
      format = begun.format();
      out.format(begun.format());
    }
  }

  private OggAudio stream() throws UnsupportedAudioException {
    int at = 0;
    while (at < header.length) {
      int length = OggPage.length(header, at, header.length);
      if (length <= 0) {
        break;
      }
      if (OggPage.first(header, at)) {
        OggAudio begun = stream(at, length);
        if (begun != null) {
          serial = OggPage.serial(header, at);
          sequence = lastSequence();
          return begun;
        }
      }
      at += length;
    }
    throw new UnsupportedAudioException(
        "there is no Opus, Vorbis or FLAC in this Ogg stream: send one of these, or MP3");
  }

  private @Nullable OggAudio stream(int page, int length) throws UnsupportedAudioException {
    int body = OggPage.body(header, page);
    int end = page + length;
    if (begins(body, end, "OpusHead")) {
      return OpusAudio.of(header, body, end - body);
    }
    if (begins(body, end, "\u007fFLAC")) {
      return FlacAudio.of(header, body, end - body);
    }
    if (begins(body, end, "\u0001vorbis")) {
      return VorbisAudio.of(packets(OggPage.serial(header, page)));
    }
    return null;
  }

  /** The header packets of a stream. */
  private List<byte[]> packets(int stream) {
    OggPackets ending = new OggPackets();
    List<byte[]> all = new ArrayList<>();
    int length;
    for (int at = 0; at < header.length && all.size() < VorbisAudio.HEADERS; at += length) {
      length = OggPage.length(header, at, header.length);
      if (length <= 0) {
        break;
      }
      if (OggPage.serial(header, at) == stream) {
        ending.take(header, at);
        for (int i = 0; i < ending.count(); i++) {
          int start = ending.start(i);
          all.add(Arrays.copyOfRange(ending.bytes(i), start, start + ending.length(i)));
        }
      }
    }
    return all;
  }

  private boolean begins(int at, int end, String magic) {
    if (end - at < magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      if ((header[at + i] & 0xFF) != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The number of the last header page of the stream. */
  private int lastSequence() {
    int last = 0;
    int length;
    for (int at = 0; at < header.length; at += length) {
      length = OggPage.length(header, at, header.length);
      if (length <= 0) {
        break;
      }
      if (OggPage.serial(header, at) == serial) {
        last = OggPage.sequence(header, at);
      }
    }
    return last;
  }

  private void page(byte[] bytes, int at, int length, PcmSink out) {
    long granule = OggPage.granule(bytes, at);
    if (resumed && granule >= 0 && granule < position) {
      begin(out);
    }
    resumed = false;
    if (deferred) {
      begin(out);
    }
    OggAudio decoding = audio;
    if (decoding == null || OggPage.serial(bytes, at) != serial) {
      fruitless.skipped(length);
      return;
    }
    int number = OggPage.sequence(bytes, at);
    if (number != sequence + 1) {
      gap = true;
      packets.forget();
    }
    sequence = number;
    if (out.full()) {
      gap = true;
      packets.forget();
      return;
    }
    packets.take(bytes, at);
    if (packets.count() == 0) {
      return;
    }
    if (decoding.page(packets, granule, OggPage.last(bytes, at), gap, out)) {
      fruitless.decoded();
    } else {
      fruitless.inVain(length);
    }
    gap = false;
    position = Math.max(position, granule);
  }

  private final class Found implements Units {

    private @Nullable PcmSink sink;

    @Override
    public void header(byte[] bytes, int offset, int length) {
      if (sink != null && !closed) {
        link(bytes, offset, length, sink);
      }
    }

    @Override
    public void title(String next) {
      if (sink != null && !closed && !next.equals(title)) {
        title = next;
        sink.title(next);
      }
    }

    @Override
    public void audio(byte[] bytes, int offset, int length, boolean entry) {
      if (sink == null || closed) {
        return;
      }
      if (OggPage.length(bytes, offset, offset + length) != length) {
        astray = true;
        fruitless.inVain(length);
      } else {
        page(bytes, offset, length, sink);
      }
    }

    @Override
    public void skipped(int bytes) {
      fruitless.skipped(bytes);
    }

    @Override
    public void failed(String reason) {
      if (sink != null) {
        fail(reason, sink);
      }
    }
  }
}
