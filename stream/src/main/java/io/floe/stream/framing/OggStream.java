package io.floe.stream.framing;

/**
 * One logical stream of a link, told from the others by its serial number: finds where its headers
 * end. Confined to its framer's thread.
 */
final class OggStream {

  private final int serial;
  private final OggCodec codec;
  private int headerPackets;
  private int finished;
  private boolean open;
  private boolean ended;

  /** Begins with its BOS page. */
  OggStream(byte[] bytes, int page) {
    int at = OggPage.body(bytes, page);
    int length = packet(bytes, page, 0);
    this.serial = OggPage.serial(bytes, page);
    this.codec = OggCodec.of(bytes, at, length);
    this.headerPackets = codec.headerPackets(bytes, at, length);
    count(bytes, page);
  }

  int serial() {
    return serial;
  }

  OggCodec codec() {
    return codec;
  }

  /** Whether the stream's EOS page was seen. */
  boolean ended() {
    return ended;
  }

  /**
   * Takes the next page, which is no BOS page. A page that holds the last headers and the first
   * audio is a header page: it cannot be divided, and a late joiner needs it.
   *
   * @return whether the page belongs to the headers
   */
  boolean headerPage(byte[] bytes, int page) {
    boolean header = !open && expectsHeader(bytes, page);
    if (header) {
      count(bytes, page);
    } else {
      open = true;
      ended |= OggPage.last(bytes, page);
    }
    return header;
  }

  private boolean expectsHeader(byte[] bytes, int page) {
    return switch (codec) {
      case UNKNOWN -> OggPage.granule(bytes, page) <= 0;
      case SKELETON -> true;
      case VORBIS, OPUS, SPEEX, FLAC, THEORA ->
          OggPage.continued(bytes, page)
              || OggPage.segments(bytes, page) == 0
              || codec.header(bytes, OggPage.body(bytes, page), packet(bytes, page, 0));
    };
  }

  private void count(byte[] bytes, int page) {
    ended |= OggPage.last(bytes, page);
    int segments = OggPage.segments(bytes, page);
    int at = OggPage.body(bytes, page);
    boolean fresh = !OggPage.continued(bytes, page);
    for (int i = 0; i < segments && finished < headerPackets; i++) {
      if (fresh && finished > 0) {
        int length = packet(bytes, page, i);
        if (!codec.header(bytes, at, length)) {
          headerPackets = finished;
        } else if (codec.lastHeader(bytes, at, length)) {
          headerPackets = Math.min(headerPackets, finished + 1);
        }
      }
      int segment = OggPage.segment(bytes, page, i);
      at += segment;
      fresh = segment < 255;
      if (fresh) {
        finished++;
      }
    }
    open |= finished >= headerPackets;
  }

  /** How much of the packet that begins with segment {@code index} lies on the page. */
  private static int packet(byte[] bytes, int page, int index) {
    int segments = OggPage.segments(bytes, page);
    int length = 0;
    for (int i = index; i < segments; i++) {
      int segment = OggPage.segment(bytes, page, i);
      length += segment;
      if (segment < 255) {
        break;
      }
    }
    return length;
  }
}
