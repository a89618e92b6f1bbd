package io.floe.bench.live;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Servers measured side by side with swarms of one size.
 *
 * @param rows in the order of the table
 */
public record Sheet(int listeners, List<Measured> rows) {

  /** What makes a row: several rounds of it have one median. */
  private record Key(String name, int tickMillis, boolean icy) {}

  public Sheet {
    rows = List.copyOf(rows);
  }

  /** One row per server and tick: of several rounds the one of median cost. */
  static Sheet ofMedians(int listeners, List<Measured> all) {
    Map<Key, List<Measured>> rounds = new LinkedHashMap<>();
    for (Measured row : all) {
      Key key = new Key(row.subject().name(), row.subject().tickMillis(), row.subject().icy());
      rounds.computeIfAbsent(key, name -> new ArrayList<>()).add(row);
    }
    return new Sheet(listeners, rounds.values().stream().map(Sheet::median).toList());
  }

  private static Measured median(List<Measured> rounds) {
    List<Measured> sorted =
        rounds.stream().sorted(Comparator.comparingDouble(Measured::cpuPerGigabyte)).toList();
    return sorted.get((sorted.size() - 1) / 2);
  }

  /** A row's cost as a multiple of the bare loop's at the same tick, else at its first one. */
  Optional<Double> timesBare(Measured row) {
    return bare(row.subject().tickMillis())
        .or(() -> row.subject().tickMillis() == 0 ? anyBare() : Optional.empty())
        .filter(bare -> bare.cpuPerGigabyte() > 0)
        .map(bare -> row.cpuPerGigabyte() / bare.cpuPerGigabyte());
  }

  /** A row's cost as a multiple of Icecast's with the same kind of listeners. */
  Optional<Double> timesIcecast(Measured row) {
    return rows.stream()
        .filter(other -> other.subject().name().startsWith("Icecast"))
        .filter(other -> other.subject().icy() == row.subject().icy())
        .filter(other -> other.cpuPerGigabyte() > 0)
        .findFirst()
        .map(icecast -> row.cpuPerGigabyte() / icecast.cpuPerGigabyte());
  }

  private Optional<Measured> bare(int tickMillis) {
    return bares().filter(row -> row.subject().tickMillis() == tickMillis).findFirst();
  }

  private Optional<Measured> anyBare() {
    return bares().max(Comparator.comparingInt(row -> row.subject().tickMillis()));
  }

  private Stream<Measured> bares() {
    return rows.stream().filter(row -> row.subject().name().startsWith("bare loop"));
  }
}
