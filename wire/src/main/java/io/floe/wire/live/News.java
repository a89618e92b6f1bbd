package io.floe.wire.live;

import java.util.List;
import java.util.Optional;

/**
 * What there is to tell to all alike, as text, and what changed last. Immutable, but for the bytes,
 * which nobody changes.
 */
public final class News {

  private final String boot;
  private final long number;
  private final List<byte[]> changes;
  private final byte[] snapshot;

  /**
   * @param boot tells the ids of this teller from those of others
   * @param number of the newest change
   * @param changes the newest last, one for each number
   * @param snapshot all there is
   */
  public News(String boot, long number, List<byte[]> changes, byte[] snapshot) {
    this.boot = boot;
    this.number = number;
    this.changes = List.copyOf(changes);
    this.snapshot = snapshot;
  }

  /** The id of an event that leaves its reader at that number. */
  public static String id(String boot, long number) {
    return boot + "." + number;
  }

  /**
   * What to say.
   *
   * @param text not copied
   * @param number where it leaves its reader
   */
  @SuppressWarnings("ArrayRecordComponent") // Thousands share it.
  public record Said(byte[] text, long number) {}

  /** Where the reader of an event with that id stands; -1: nowhere that is known. */
  public long place(String id) {
    if (!id.startsWith(boot + ".")) {
      return -1;
    }
    try {
      return Long.parseLong(id.substring(boot.length() + 1));
    } catch (NumberFormatException foreign) {
      return -1;
    }
  }

  /** What comes next for a reader at that number; empty: nothing yet. */
  public Optional<Said> next(long place) {
    long missed = number - place;
    if (missed == 0) {
      return Optional.empty();
    }
    return Optional.of(
        place < 0 || missed < 0 || missed > changes.size()
            ? new Said(snapshot, number)
            : new Said(changes.get(changes.size() - (int) missed), place + 1));
  }

  /** Whether it can go on from that number. */
  public boolean reaches(long place) {
    return place >= 0 && place <= number && number - place <= changes.size();
  }
}
