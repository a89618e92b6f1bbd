package io.floe.wire.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Networks, and whether one of them holds an address: a binary search, however many there are.
 * Equal when the same networks are stated in the same order. Immutable.
 */
public final class CidrSet {

  /** Holds nobody. */
  public static final CidrSet NONE = new CidrSet(List.of());

  private final List<Cidr> stated;

  /** Sorted, and none within another: networks overlap only by holding each other whole. */
  private final List<Cidr> apart;

  private CidrSet(List<Cidr> stated) {
    this.stated = List.copyOf(stated);
    List<Cidr> sorted = new ArrayList<>(stated);
    sorted.sort(Comparator.comparing(Cidr::network).thenComparingInt(Cidr::prefix));
    List<Cidr> kept = new ArrayList<>();
    for (Cidr each : sorted) {
      if (kept.isEmpty() || !kept.getLast().contains(each.network())) {
        kept.add(each);
      }
    }
    this.apart = List.copyOf(kept);
  }

  public static CidrSet of(List<Cidr> networks) {
    return networks.isEmpty() ? NONE : new CidrSet(networks);
  }

  /**
   * Reads each as {@link Cidr#parse} does.
   *
   * @throws IllegalArgumentException when one is none; the message says which
   */
  public static CidrSet parse(List<String> texts) {
    List<Cidr> networks = new ArrayList<>();
    for (String text : texts) {
      try {
        networks.add(Cidr.parse(text));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("an entry " + e.getMessage() + " '" + text + "'", e);
      }
    }
    return of(networks);
  }

  /** The networks as they were stated. */
  public List<Cidr> networks() {
    return stated;
  }

  /** Whether one of the networks holds it. */
  public boolean contains(Address address) {
    int low = 0;
    int high = apart.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (apart.get(middle).network().compareTo(address) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high >= 0 && apart.get(high).contains(address);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CidrSet set && stated.equals(set.stated);
  }

  @Override
  public int hashCode() {
    return stated.hashCode();
  }

  @Override
  public String toString() {
    return stated.toString();
  }
}
