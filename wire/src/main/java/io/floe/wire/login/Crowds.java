package io.floe.wire.login;

import io.floe.wire.client.Address;
import io.floe.wire.login.Reputation.Standing;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has the places of a queue that is full, by standing and neighbourhood, when one more comes.
 * Made for that one decision; confined to its thread.
 */
final class Crowds {

  /**
   * Clients of one standing in one neighbourhood.
   *
   * @param checks of all of them
   * @param largest the one with most checks, of several the one whose turn is last
   * @param ofLargest how many these are
   */
  private record Crowd(int checks, Address largest, int ofLargest) {

    private Crowd and(Crowd other) {
      return other.ofLargest >= ofLargest
          ? new Crowd(checks + other.checks, other.largest, other.ofLargest)
          : new Crowd(checks + other.checks, largest, ofLargest);
    }
  }

  private final Map<Standing, Map<Address, Crowd>> crowds = new EnumMap<>(Standing.class);

  /** Adds a client, in the order of turns. */
  void add(Address client, Standing standing, int checks) {
    crowds
        .computeIfAbsent(standing, s -> new HashMap<>())
        .merge(client.neighbourhood(), new Crowd(checks, client, checks), Crowd::and);
  }

  /**
   * Who has a check fewer for the sake of a newcomer: of those who stand worse the largest crowd;
   * among equals, a crowd or a neighbour with more than it would have itself. Those who stand
   * better have half of the places whatever comes, and share the rest, but not with a guesser.
   *
   * @param own how many checks of the newcomer wait
   */
  @Nullable Address givesWayTo(Address newcomer, Standing standing, int own) {
    for (Standing each : List.of(Standing.values()).reversed()) {
      Crowd worse = each.compareTo(standing) > 0 ? largest(each) : null;
      if (worse != null) {
        return worse.largest();
      }
    }
    Crowd crowd = largest(standing);
    Crowd neighbours = of(standing).get(newcomer.neighbourhood());
    if (crowd != null && crowd.checks() > (neighbours == null ? 0 : neighbours.checks()) + 1) {
      return crowd.largest();
    }
    if (neighbours != null && neighbours.ofLargest() > own + 1) {
      return neighbours.largest();
    }
    return standing == Standing.GUESSER ? null : better(standing, own);
  }

  private @Nullable Address better(Standing standing, int own) {
    int places = 0;
    Crowd most = null;
    for (Standing each : Standing.values()) {
      if (each.compareTo(standing) < 0) {
        for (Crowd crowd : of(each).values()) {
          places += crowd.checks();
          most = most == null || crowd.ofLargest() > most.ofLargest() ? crowd : most;
        }
      }
    }
    return most != null && places > PasswordQueue.MAX_WAITING / 2 && most.ofLargest() > own + 1
        ? most.largest()
        : null;
  }

  private Map<Address, Crowd> of(Standing standing) {
    return crowds.getOrDefault(standing, Map.of());
  }

  private @Nullable Crowd largest(Standing standing) {
    Crowd largest = null;
    for (Crowd crowd : of(standing).values()) {
      if (largest == null || crowd.checks() > largest.checks()) {
        largest = crowd;
      }
    }
    return largest;
  }
}
