package io.floe.wire.bus;

import java.util.regex.Pattern;

/**
 * One running process in the cluster; a restarted process has another id. Ids are ordered so that
 * ties between nodes can be broken.
 */
public record NodeId(String value) implements Comparable<NodeId> {

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  public NodeId {
    if (!VALID.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a node id has 1 to 64 letters, digits, dots, dashes: " + value);
    }
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
