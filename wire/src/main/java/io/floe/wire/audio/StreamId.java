package io.floe.wire.audio;

/**
 * One uninterrupted ownership of a mount by one source.
 *
 * @param mount where listeners find it
 * @param epoch positive; of two streams on a mount the higher epoch wins everywhere. It is near the
 *     wall clock in milliseconds at the claim, and beyond all that were heard. It can be lower than
 *     one before it only if no ingest is left that has heard of that one, and the clock was set
 *     back.
 */
public record StreamId(MountName mount, long epoch) {

  public StreamId {
    if (epoch <= 0) {
      throw new IllegalArgumentException("an epoch is positive: " + epoch);
    }
  }

  @Override
  public String toString() {
    return mount + "@" + epoch;
  }
}
