package io.floe.admin.store;

import io.floe.wire.client.CidrSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Short lists in one column: one entry a line. Pure. */
public final class Lines {

  private Lines() {}

  /** The entries of a column. */
  public static List<String> of(String column) {
    return column.isEmpty() ? List.of() : List.of(column.split("\n", -1));
  }

  /** A column of these entries, which are single lines. */
  public static String text(Collection<String> entries) {
    return String.join("\n", entries);
  }

  /** A column of these networks. */
  public static String text(CidrSet networks) {
    List<String> texts = new ArrayList<>();
    networks.networks().forEach(network -> texts.add(network.toString()));
    return text(texts);
  }

  /** The networks of a column. */
  public static CidrSet networks(String column) {
    return CidrSet.parse(of(column));
  }
}
