package io.floe.edge.listener;

/** Something that wants a turn now and then. Confined to its event loop. */
interface Ticked {

  /** "No further turn." */
  int GONE = -1;

  /**
   * One turn.
   *
   * @param nanos {@link System#nanoTime} of the round
   * @return slots of {@link Round#SLOT_MILLIS} until the next turn, or {@link #GONE}
   */
  int tick(long nanos);

  /**
   * The turn ended in an exception, or for want of direct memory in an error; there will be no
   * other, and everybody else has theirs.
   */
  void broke(Throwable why);
}
