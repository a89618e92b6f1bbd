package io.floe.wire.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.floe.wire.report.ClusterView.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The status document of Icecast 2.4.4: docs/icecast-compat.md 3.1. Always valid JSON, whatever a
 * source says. Stateless.
 */
final class StatusJson {

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
    for (Map.Entry<String, Object> field : SourceFields.of(stream, listenUrl).entrySet()) {
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
    json.writeStringField(name, SourceFields.rfc1123(millis));
    json.writeStringField(name + "_iso8601", SourceFields.iso8601(millis));
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
