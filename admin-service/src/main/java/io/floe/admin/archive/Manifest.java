package io.floe.admin.archive;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/**
 * What is in an archive. It is the last that is written, so an archive without one is not whole.
 *
 * @param format how archives are made; this is 1
 * @param schema version of the tables, as Flyway counts them
 * @param madeAt UTC, RFC 3339
 * @param tables in an order in which each comes after those that it refers to
 */
record Manifest(int format, String schema, String madeAt, List<Table> tables) {

  static final int FORMAT = 1;

  /** Its entry in the archive. */
  static final String ENTRY = "manifest.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * One table.
   *
   * @param sha256 of its entry, in hex
   */
  record Table(String name, List<String> columns, long rows, String sha256) {
    Table {
      columns = List.copyOf(columns);
    }

    /** Its entry in the archive: CSV with a head, as Postgres writes it. */
    String entry() {
      return "tables/" + name + ".csv";
    }
  }

  Manifest {
    if (!schema.matches("\\d+(\\.\\d+)*")) {
      throw new IllegalArgumentException("no version of tables");
    }
    tables = List.copyOf(tables);
  }

  byte[] bytes() throws IOException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
  }

  static Manifest of(byte[] bytes) throws IOException {
    return JSON.readValue(bytes, Manifest.class);
  }
}
