package io.floe.admin.icecast;

import io.floe.wire.audio.MountName;
import io.floe.wire.http.RequestHead;
import io.floe.wire.http.RequestHead.Parameter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a request: unknown, broken and repeated ones are ignored. Pure.
 *
 * @param raw the query as sent
 * @param values decoded; bytes that are not UTF-8 are ISO-8859-1
 */
record Query(String raw, Map<String, String> values) {

  Query {
    values = Map.copyOf(values);
  }

  static Query of(RequestHead head) {
    return new Query(head.query(), decoded(head.query(), StandardCharsets.ISO_8859_1));
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The value of a parameter that has to be there. */
  String get(String name) {
    return find(name).orElseThrow(() -> new Fault(400, "Missing parameter: " + name));
  }

  /** The mount that has to be named. */
  MountName mount() {
    return MountName.parse(get("mount")).orElseThrow(Fault::noSource);
  }

  /** The same with another idea of what bytes are that are not UTF-8. */
  Query in(Charset charset) {
    return new Query(raw, decoded(raw, charset));
  }

  private static Map<String, String> decoded(String raw, Charset charset) {
    Map<String, String> values = new HashMap<>();
    for (Parameter each : RequestHead.parameters(raw, charset)) {
      values.putIfAbsent(each.name(), each.value());
    }
    return values;
  }
}
