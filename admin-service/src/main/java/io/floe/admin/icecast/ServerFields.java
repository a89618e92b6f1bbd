package io.floe.admin.icecast;

import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.ClusterView.Stream;
import io.floe.wire.report.SourceFields;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code /admin/stats} says above the sources, in alphabetical order. Immutable.
 *
 * @param fields each a String or a number
 */
record ServerFields(SortedMap<String, Object> fields) {

  ServerFields {
    fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
  }

  /**
   * The fields.
   *
   * @param host by which the client reached us
   * @param streams those that are there for who asks: nobody is told how many others have
   */
  static ServerFields of(NodeInfo self, String host, List<Stream> streams) {
    long listeners = streams.stream().mapToLong(Stream::listeners).sum();
    SortedMap<String, Object> fields = new TreeMap<>();
    fields.put("admin", "icemaster@" + host);
    fields.put("clients", listeners + streams.size());
    fields.put("host", host);
    fields.put("listeners", listeners);
    fields.put("location", "Earth");
    fields.put("server_id", "Floe " + self.version());
    fields.put("server_start", SourceFields.rfc1123(self.startedAt()));
    fields.put("server_start_iso8601", SourceFields.iso8601(self.startedAt()));
    fields.put("sources", streams.size());
    return new ServerFields(fields);
  }
}
