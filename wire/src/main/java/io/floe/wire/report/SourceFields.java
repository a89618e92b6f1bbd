package io.floe.wire.report;

import io.floe.wire.audio.StreamInfo;
import io.floe.wire.report.ClusterView.Stream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What status documents say of a source, under Icecast's names: docs/icecast-compat.md 3.1. Texts
 * are the source's own: escape them. Stateless.
 */
public final class SourceFields {

  /** Keys of {@code ice-audio-info} that are shown, the number-valued ones. */
  private static final Set<String> AUDIO =
      Set.of(
          "bitrate",
          "channels",
          "samplerate",
          "quality",
          "ice-bitrate",
          "ice-channels",
          "ice-samplerate");

  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter ISO_8601 =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ", Locale.ROOT).withZone(ZoneOffset.UTC);

  private SourceFields() {}

  /** The fields in alphabetical order, each a String or an Integer. */
  public static SortedMap<String, Object> of(Stream stream, String listenUrl) {
    StreamInfo info = stream.info();
    SortedMap<String, Object> fields = new TreeMap<>(audioInfo(info.audioInfo()));
    if (!info.audioInfo().isEmpty()) {
      fields.put("audio_info", info.audioInfo());
    }
    if (info.bitrate() > 0) {
      fields.put("bitrate", info.bitrate());
    }
    fields.put("genre", info.genre());
    fields.put("listener_peak", stream.peak());
    fields.put("listeners", stream.listeners());
    fields.put("listenurl", listenUrl);
    fields.put("server_description", info.description());
    fields.put("server_name", info.name());
    fields.put("server_type", info.contentType());
    fields.put("server_url", info.url());
    fields.put("stream_start", rfc1123(stream.startedAt()));
    fields.put("stream_start_iso8601", iso8601(stream.startedAt()));
    fields.put("title", stream.title());
    return fields;
  }

  /** Like {@code Sun, 22 Nov 2026 07:51:35 +0000}. */
  public static String rfc1123(long millis) {
    return RFC_1123.format(instant(millis));
  }

  /** Like {@code 2026-11-22T07:51:35+0000}. */
  public static String iso8601(long millis) {
    return ISO_8601.format(instant(millis));
  }

  /** Another node's clock, kept within years of four digits. */
  private static Instant instant(long millis) {
    return Instant.ofEpochMilli(Math.clamp(millis, 0, 253_402_300_799_999L));
  }

  private static Map<String, Object> audioInfo(String info) {
    Map<String, Object> found = new TreeMap<>();
    for (String pair : info.split(";", 32)) {
      int eq = pair.indexOf('=');
      String name = eq < 0 ? "" : pair.substring(0, eq).strip();
      String value = pair.substring(eq + 1).strip();
      if (AUDIO.contains(name) && value.matches("[0-9]{1,9}")) {
        found.put(name, Integer.valueOf(value));
      }
    }
    return found;
  }
}
