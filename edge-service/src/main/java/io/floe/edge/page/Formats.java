package io.floe.edge.page;

import io.floe.wire.audio.StreamInfo;

/** What a content type is called. Pure. */
final class Formats {

  private Formats() {}

  static String name(StreamInfo info) {
    return switch (info.contentType()) {
      case "audio/mpeg", "audio/mp3" -> "MP3";
      case "audio/aac", "audio/aacp" -> "AAC";
      case "audio/opus" -> "Opus";
      case "audio/flac" -> "FLAC";
      default -> info.ogg() ? "Ogg" : info.contentType();
    };
  }
}
