package io.floe.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Generates links of Ogg chains: headers as the codec lays them out, data random but for the bits
 * that tell it from headers. The same seed gives the same link. Confined to one thread.
 */
public final class OggLinks {

  /**
   * One link.
   *
   * @param header its header pages, in order
   * @param data all other pages
   */
  public record Link(List<byte[]> header, List<byte[]> data) {

    /** The header pages as one. */
    public byte[] headerBytes() {
      return Mp3Frames.joined(header);
    }

    /** All pages. */
    public List<byte[]> pages() {
      List<byte[]> pages = new ArrayList<>(header);
      pages.addAll(data);
      return pages;
    }

    /** All pages as one. */
    public byte[] bytes() {
      return Mp3Frames.joined(pages());
    }
  }

  private final Random random;

  public OggLinks(long seed) {
    this.random = new Random(seed);
  }

  /** Vorbis; the setup packet is long enough to continue over pages. */
  public Link vorbis(int serial, int packets, String... comments) {
    OggPages pages = new OggPages(serial);
    List<byte[]> header = new ArrayList<>();
    header.add(pages.bos(packet("\u0001vorbis", 23)));
    byte[] tags = joined(ascii("\u0003vorbis"), comments(comments), new byte[] {1});
    header.addAll(pages.pages(List.of(tags, packet("\u0005vorbis", 4000)), 8, 0, 0));
    return new Link(header, data(pages, packets, 0x00, 0x01));
  }

  public Link opus(int serial, int packets, String... comments) {
    OggPages pages = new OggPages(serial);
    List<byte[]> header = new ArrayList<>();
    header.add(pages.bos(packet("OpusHead", 11)));
    header.addAll(pages.pages(List.of(joined(ascii("OpusTags"), comments(comments))), 255, 0, 0));
    return new Link(header, data(pages, packets, 0xFC, 0xFF));
  }

  /**
   * FLAC.
   *
   * @param counted whether the first packet tells how many headers follow
   */
  public Link flac(int serial, boolean counted, int packets, String... comments) {
    OggPages pages = new OggPages(serial);
    byte[] first = packet("\177FLAC\1\0\0\0fLaC\0\0\0\"", 34);
    first[8] = (byte) (counted ? 3 : 0);
    byte[] tags = comments(comments);
    List<byte[]> header = new ArrayList<>();
    header.add(pages.bos(first));
    header.add(pages.page(0, joined(block(0x03, 18), bytes(18))));
    header.addAll(pages.pages(List.of(joined(block(0x04, tags.length), tags)), 255, 0, 0));
    header.addAll(pages.pages(List.of(joined(block(0x81, 5000), bytes(5000))), 10, 0, 0));
    return new Link(header, data(pages, packets, 0xFF, 0xFF));
  }

  public Link speex(int serial, int extra, int packets, String... comments) {
    OggPages pages = new OggPages(serial);
    byte[] first = packet("Speex   ", 72);
    ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).putInt(68, extra);
    List<byte[]> header = new ArrayList<>();
    header.add(pages.bos(first));
    header.add(pages.page(0, comments(comments)));
    for (int i = 0; i < extra; i++) {
      header.add(pages.page(0, bytes(50)));
    }
    return new Link(header, data(pages, packets, 0, 0));
  }

  /** A codec that nobody knows; its headers are the pages whose granule position is 0. */
  public Link unknown(int serial, int headers, int packets) {
    OggPages pages = new OggPages(serial);
    List<byte[]> header = new ArrayList<>();
    header.add(pages.bos(packet("?codec?", 20)));
    for (int i = 1; i < headers; i++) {
      header.add(pages.page(0, bytes(100)));
    }
    return new Link(header, data(pages, packets, 0, 0));
  }

  /** A Theora video and a Vorbis sound with a Skeleton that describes them. */
  public Link video(int firstSerial, int packets, String... comments) {
    OggPages bones = new OggPages(firstSerial);
    OggPages pages = new OggPages(firstSerial + 1);
    byte[] tags = joined(latin("\u0081theora"), comments("ENCODER=none"));
    Link sound = vorbis(firstSerial + 2, packets, comments);
    List<byte[]> header = new ArrayList<>();
    header.add(bones.bos(packet("fishead\0", 56)));
    header.add(pages.bos(packet("\u0080theora", 35)));
    header.add(sound.header().getFirst());
    header.add(bones.page(0, packet("fisbone\0", 44)));
    header.addAll(pages.pages(List.of(tags, packet("\u0082theora", 3000)), 6, 0, 0));
    header.addAll(sound.header().subList(1, sound.header().size()));
    header.add(bones.eos(0, new byte[0]));
    List<byte[]> data = new ArrayList<>(sound.data());
    for (byte[] page : data(pages, packets, 0, 0x80)) {
      data.add(1 + random.nextInt(data.size()), page);
    }
    return new Link(header, data);
  }

  /** Vendor and comments, as all codecs store them. */
  public static byte[] comments(String... comments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] vendor = ascii("generated");
    bytes.writeBytes(little(vendor.length));
    bytes.writeBytes(vendor);
    bytes.writeBytes(little(comments.length));
    for (String comment : comments) {
      byte[] text = comment.getBytes(StandardCharsets.UTF_8);
      bytes.writeBytes(little(text.length));
      bytes.writeBytes(text);
    }
    return bytes.toByteArray();
  }

  /**
   * Pages of data, some packets continuing over pages, the last page ending the stream.
   *
   * @param firstByte set in the first byte of each packet, under {@code mask}
   */
  private List<byte[]> data(OggPages pages, int packets, int firstByte, int mask) {
    List<byte[]> data = new ArrayList<>();
    long granule = 960;
    int left = packets;
    while (left > 0) {
      int count = Math.min(left, 1 + random.nextInt(10));
      List<byte[]> group = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] packet = bytes(random.nextInt(20) == 0 ? 3000 : 1 + random.nextInt(500));
        packet[0] = (byte) ((packet[0] & ~mask) | (firstByte & mask));
        group.add(packet);
      }
      data.addAll(pages.pages(group, 4 + random.nextInt(20), granule, 960));
      granule += 960L * count;
      left -= count;
    }
    byte[] last = bytes(20);
    last[0] = (byte) ((last[0] & ~mask) | (firstByte & mask));
    data.add(pages.eos(granule, last));
    return data;
  }

  private byte[] packet(String magic, int more) {
    return joined(latin(magic), bytes(more));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] block(int type, int length) {
    return ByteBuffer.allocate(4).putInt((type << 24) | length).array();
  }

  private static byte[] little(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(byte[]... parts) {
    return Mp3Frames.joined(List.of(parts));
  }
}
