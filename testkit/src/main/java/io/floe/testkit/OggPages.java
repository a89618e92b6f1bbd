package io.floe.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Lays the packets of one logical Ogg stream out on pages. Confined to one thread. */
public final class OggPages {

  private static final int CONTINUED = 1;
  private static final int FIRST = 2;
  private static final int LAST = 4;

  private static final int[] REMAINDERS =
      IntStream.range(0, 256).map(OggPages::remainder).toArray();

  private final int serial;
  private int sequence;

  public OggPages(int serial) {
    this.serial = serial;
  }

  /** The page that begins the stream. */
  public byte[] bos(byte[] packet) {
    return page(FIRST, 0, lacing(List.of(packet)), packet);
  }

  /** One page with whole packets, of up to 255 segments together. */
  public byte[] page(long granule, byte[]... packets) {
    return page(0, granule, lacing(List.of(packets)), Mp3Frames.joined(List.of(packets)));
  }

  /** The page that ends the stream. */
  public byte[] eos(long granule, byte[]... packets) {
    return page(LAST, granule, lacing(List.of(packets)), Mp3Frames.joined(List.of(packets)));
  }

  /**
   * Packets one after the other on pages of at most {@code segments} segments, so that packets
   * continue from page to page.
   *
   * @param granule position at the first packet's end
   * @param step added with each further packet
   */
  public List<byte[]> pages(List<byte[]> packets, int segments, long granule, long step) {
    int[] lacing = lacing(packets);
    byte[] bytes = Mp3Frames.joined(packets);
    List<byte[]> pages = new ArrayList<>();
    int at = 0;
    long position = granule - step;
    boolean continued = false;
    for (int from = 0; from < lacing.length; from += segments) {
      int to = Math.min(from + segments, lacing.length);
      int[] piece = Arrays.copyOfRange(lacing, from, to);
      int length = 0;
      boolean finished = false;
      for (int segment : piece) {
        length += segment;
        if (segment < 255) {
          finished = true;
          position += step;
        }
      }
      byte[] body = Arrays.copyOfRange(bytes, at, at + length);
      pages.add(page(continued ? CONTINUED : 0, finished ? position : -1, piece, body));
      continued = piece[piece.length - 1] == 255;
      at += length;
    }
    return pages;
  }

  private byte[] page(int flags, long granule, int[] lacing, byte[] body) {
    if (lacing.length > 255) {
      throw new IllegalArgumentException(lacing.length + " segments do not fit one page");
    }
    ByteBuffer page =
        ByteBuffer.allocate(27 + lacing.length + body.length).order(ByteOrder.LITTLE_ENDIAN);
    page.put("OggS".getBytes(StandardCharsets.US_ASCII)).put((byte) 0).put((byte) flags);
    page.putLong(granule).putInt(serial).putInt(sequence++).putInt(0);
    page.put((byte) lacing.length);
    for (int segment : lacing) {
      page.put((byte) segment);
    }
    page.put(body);
    return page.putInt(22, checksum(page.array())).array();
  }

  private static int[] lacing(List<byte[]> packets) {
    List<Integer> lacing = new ArrayList<>();
    for (byte[] packet : packets) {
      int rest = packet.length;
      for (; rest >= 255; rest -= 255) {
        lacing.add(255);
      }
      lacing.add(rest);
    }
    return lacing.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Computes a page's checksum anew, for one that a test has changed. */
  public static byte[] resealed(byte[] page) {
    ByteBuffer bytes = ByteBuffer.wrap(page.clone()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(22, 0);
    return bytes.putInt(22, checksum(bytes.array())).array();
  }

  private static int checksum(byte[] page) {
    int sum = 0;
    for (byte value : page) {
      sum = (sum << 8) ^ REMAINDERS[(sum >>> 24) ^ (value & 0xFF)];
    }
    return sum;
  }

  private static int remainder(int first) {
    int sum = first << 24;
    for (int bit = 0; bit < 8; bit++) {
      sum = (sum << 1) ^ (sum < 0 ? 0x04C11DB7 : 0);
    }
    return sum;
  }
}
