package io.floe.wire.bus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The sends to one node whose outcome is not known yet, oldest first, so that all of them have one
 * when the node leaves. Confined to the bus thread.
 */
final class Unwritten {

  /** One send. */
  static final class Send {
    private final Consumer<Boolean> written;
    private boolean settled;

    private Send(Consumer<Boolean> written) {
      this.written = written;
    }

    Consumer<Boolean> written() {
      return written;
    }

    /** Whether this is the first outcome of this send. */
    boolean settle() {
      boolean first = !settled;
      settled = true;
      return first;
    }
  }

  private final Deque<Send> sends = new ArrayDeque<>();

  /** Whether all have an outcome. */
  boolean none() {
    while (!sends.isEmpty() && sends.element().settled) {
      sends.remove();
    }
    return sends.isEmpty();
  }

  Send add(Consumer<Boolean> written) {
    var _ = none();
    Send send = new Send(written);
    sends.add(send);
    return send;
  }

  List<Send> all() {
    return List.copyOf(sends);
  }
}
