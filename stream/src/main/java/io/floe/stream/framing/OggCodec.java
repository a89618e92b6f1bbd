package io.floe.stream.framing;

/** What a logical Ogg stream carries, and which of its packets are headers. Threads: any. */
enum OggCodec {
  VORBIS("\u0001vorbis", 3, 7),
  OPUS("OpusHead", 2, 8),
  SPEEX("Speex   ", 2, 0),
  FLAC("\u007fFLAC", Integer.MAX_VALUE, 4),
  THEORA("\u0080theora", 3, 7),
  /** Describes the other streams; all that it sends are headers. */
  SKELETON("fishead\0", Integer.MAX_VALUE, -1),
  /** Headers are the pages up to the first whose granule position is above 0. */
  UNKNOWN("", Integer.MAX_VALUE, -1);

  private static final int FLAC_COUNT_AT = 7;
  private static final int SPEEX_EXTRA_AT = 68;
  private static final String OPUS_TAGS = "OpusTags";
  private static final int FLAC_COMMENTS = 4;

  /** How its first packet begins, a character for each byte. */
  private final String magic;

  private final int headerPackets;
  private final int commentsAt;

  OggCodec(String magic, int headerPackets, int commentsAt) {
    this.magic = magic;
    this.headerPackets = headerPackets;
    this.commentsAt = commentsAt;
  }

  /** The codec of the stream whose first packet begins at {@code at}. */
  static OggCodec of(byte[] bytes, int at, int length) {
    for (OggCodec codec : values()) {
      if (startsWith(bytes, at, length, codec.magic)) {
        return codec;
      }
    }
    return UNKNOWN;
  }

  /** How many packets of the stream are headers, as far as its first packet tells. */
  int headerPackets(byte[] bytes, int at, int length) {
    if (this == FLAC && length >= FLAC_COUNT_AT + 2) {
      int high = bytes[at + FLAC_COUNT_AT] & 0xFF;
      int low = bytes[at + FLAC_COUNT_AT + 1] & 0xFF;
      int following = (high << 8) | low;
      return following == 0 ? headerPackets : 1 + following;
    }
    if (this == SPEEX && length > SPEEX_EXTRA_AT) {
      return headerPackets + (bytes[at + SPEEX_EXTRA_AT] & 0xFF);
    }
    return headerPackets;
  }

  /** Whether a packet that comes where a header may stand is one, by its first bytes. */
  boolean header(byte[] bytes, int at, int length) {
    if (length == 0) {
      return true;
    }
    return switch (this) {
      case VORBIS -> (bytes[at] & 1) != 0;
      case THEORA -> bytes[at] < 0;
      case OPUS -> startsWith(bytes, at, length, OPUS_TAGS);
      case FLAC -> bytes[at] != (byte) 0xFF;
      case SPEEX, SKELETON, UNKNOWN -> true;
    };
  }

  /** Whether no header follows this one, which is not the first. */
  boolean lastHeader(byte[] bytes, int at, int length) {
    return this == FLAC && length > 0 && bytes[at] < 0;
  }

  /**
   * Where the comments begin in header packet {@code index}, counted from its start; -1 if it has
   * none.
   */
  int comments(int index, byte[] packet) {
    if (index == 0 || packet.length == 0) {
      return -1;
    }
    return switch (this) {
      case FLAC -> (packet[0] & 0x7F) == FLAC_COMMENTS ? commentsAt : -1;
      case VORBIS, OPUS, SPEEX, THEORA -> index == 1 ? commentsAt : -1;
      case SKELETON, UNKNOWN -> -1;
    };
  }

  private static boolean startsWith(byte[] bytes, int at, int length, String prefix) {
    if (length < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if ((bytes[at + i] & 0xFF) != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
