package io.floe.transcoder.codec;

import io.floe.stream.framing.OggPage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts an Ogg file into its pages. Threads: any. */
final class OggPagesOf {

  private OggPagesOf() {}

  static List<byte[]> file(byte[] file) {
    List<byte[]> pages = new ArrayList<>();
    for (int at = 0; at < file.length; ) {
      int length = OggPage.length(file, at, file.length);
      pages.add(Arrays.copyOfRange(file, at, at + length));
      at += length;
    }
    return pages;
  }
}
