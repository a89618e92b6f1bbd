package io.floe.wire.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.floe.wire.report.ClusterView.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The status document of Icecast 2.4.4: docs/icecast-compat.md 3.1. Always valid JSON, whatever a
 * source says. Stateless.
 */
final class StatusJson {

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
  private static final JsonFactory JSON = new JsonFactory();

  private StatusJson() {}

  /**
   * What stands above the sources.
   *
   * @param host by which the client reached us
   * @param version Floe's release
   * @param startedAt wall clock in ms
   * @param alwaysArray whether {@code source} is an array however many sources there are
   */
  record Server(String host, String version, long startedAt, boolean alwaysArray) {}

  /** The document for these streams, in UTF-8. */
  static byte[] of(Server server, List<Stream> streams, Function<Stream, String> listenUrl) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 + 768 * streams.size());
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("icestats");
      json.writeStringField("admin", "icemaster@" + server.host());
      json.writeStringField("host", server.host());
      json.writeStringField("location", "Earth");
      json.writeStringField("server_id", "Floe " + server.version());
      time(json, "server_start", server.startedAt());
      boolean array = server.alwaysArray() || streams.size() > 1;
      if (array) {
        json.writeArrayFieldStart("source");
      } else if (!streams.isEmpty()) {
        json.writeFieldName("source");
      }
      for (Stream stream : streams) {
        source(json, stream, listenUrl.apply(stream));
      }
      if (array) {
        json.writeEndArray();
      } else if (streams.isEmpty()) {
        json.writeNullField("dummy");
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException cannotHappen) {
      throw new UncheckedIOException(cannotHappen);
    }
    return bytes.toByteArray();
  }

  private static void source(JsonGenerator json, Stream stream, String listenUrl)
      throws IOException {
    json.writeStartObject();
    Map<String, Object> fields = new TreeMap<>(audioInfo(stream.info().audioInfo()));
    if (!stream.info().audioInfo().isEmpty()) {
      fields.put("audio_info", stream.info().audioInfo());
    }
    if (stream.info().bitrate() > 0) {
      fields.put("bitrate", stream.info().bitrate());
    }
    fields.put("genre", stream.info().genre());
    fields.put("listener_peak", stream.peak());
    fields.put("listeners", stream.listeners());
    fields.put("listenurl", listenUrl);
    fields.put("server_description", stream.info().description());
    fields.put("server_name", stream.info().name());
    fields.put("server_type", stream.info().contentType());
    fields.put("server_url", stream.info().url());
    fields.put("stream_start", RFC_1123.format(instant(stream.startedAt())));
    fields.put("stream_start_iso8601", ISO_8601.format(instant(stream.startedAt())));
    fields.put("title", stream.title());
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      if (field.getValue() instanceof Number number) {
        json.writeNumberField(field.getKey(), number.intValue());
      } else {
        json.writeStringField(field.getKey(), whole(field.getValue().toString()));
      }
    }
    json.writeNullField("dummy");
    json.writeEndObject();
  }

  private static void time(JsonGenerator json, String name, long millis) throws IOException {
    json.writeStringField(name, RFC_1123.format(instant(millis)));
    json.writeStringField(name + "_iso8601", ISO_8601.format(instant(millis)));
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

  /** UTF-8 has no lone surrogates: each becomes the replacement character. */
  static String whole(String text) {
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }
}
