package io.floe.admin.icecast;

import io.floe.wire.config.Mount;
import io.floe.wire.report.ClusterView.Stream;
import io.floe.wire.report.SourceFields;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A source in {@code /admin/stats}. Immutable.
 *
 * @param fields in alphabetical order, each a String or a number
 */
record SourceEntry(Stream stream, SortedMap<String, Object> fields) {

  SourceEntry {
    fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
  }

  /** The entry of a stream with the settings of its mount. */
  static SourceEntry of(Stream stream, Mount settings, String listenUrl) {
    SortedMap<String, Object> fields = SourceFields.of(stream, listenUrl);
    Integer most = settings.maxListeners();
    fields.put("max_listeners", most == null ? "unlimited" : most);
    fields.put("public", stream.info().listed() ? 1 : 0);
    fields.put("total_bytes_read", stream.bytesIn());
    return new SourceEntry(stream, fields);
  }
}
