package io.floe.transcoder.codec;

import io.floe.stream.framing.MpegHeader;
import io.floe.stream.framing.OggPage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts streams that are whole into their frames or pages. Threads: any. */
final class Frames {

  private Frames() {}

  static List<byte[]> ogg(byte[] file) {
    List<byte[]> pages = new ArrayList<>();
    for (int at = 0; at < file.length; ) {
      int length = OggPage.length(file, at, file.length);
      pages.add(Arrays.copyOfRange(file, at, at + length));
      at += length;
    }
    return pages;
  }

  /** Without tags, and without the first frame if it describes the file. */
  static List<byte[]> mp3(byte[] file) {
    List<byte[]> frames = new ArrayList<>();
    int at = 0;
    while (MpegHeader.length(MpegHeader.read(file, at)) == 0) {
      at++;
    }
    while (at + MpegHeader.BYTES <= file.length) {
      int length = MpegHeader.length(MpegHeader.read(file, at));
      if (length == 0 || at + length > file.length) {
        break;
      }
      frames.add(Arrays.copyOfRange(file, at, at + length));
      at += length;
    }
    String first = new String(frames.getFirst(), StandardCharsets.ISO_8859_1);
    boolean description = first.contains("Xing") || first.contains("Info");
    return frames.subList(description ? 1 : 0, frames.size());
  }
}
