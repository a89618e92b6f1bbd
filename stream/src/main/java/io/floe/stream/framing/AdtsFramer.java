package io.floe.stream.framing;

/**
 * AAC in ADTS frames. AAC in another wrapping, such as LATM, is not recognised and passes through.
 * Confined to one thread.
 */
final class AdtsFramer extends SyncFramer {

  private static final int HEADER_BYTES = 7;
  private static final int CRC_BYTES = 2;
  private static final int RATES = 13;

  AdtsFramer() {
    super(HEADER_BYTES);
  }

  @Override
  long header(byte[] bytes, int at) {
    int second = bytes[at + 1];
    int third = bytes[at + 2];
    // Twelve bits of sync, then the layer, which is always 0.
    if (bytes[at] != (byte) 0xFF || (second & 0xF6) != 0xF0 || ((third >>> 2) & 0xF) >= RATES) {
      return 0;
    }
    int fourth = bytes[at + 3];
    int length =
        ((fourth & 3) << 11) | ((bytes[at + 4] & 0xFF) << 3) | ((bytes[at + 5] & 0xFF) >>> 5);
    int header = (second & 1) == 0 ? HEADER_BYTES + CRC_BYTES : HEADER_BYTES;
    if (length <= header) {
      return 0;
    }
    // MPEG version, profile, rate and channels; whether there is a CRC may change.
    int kind = 0xFF00_0000 | ((second & 0xF8) << 16) | ((third & 0xFD) << 8) | (fourth & 0xC0);
    return ((long) kind << 32) | length;
  }

  @Override
  boolean describesFile(byte[] bytes, int at, int length) {
    return false;
  }
}
