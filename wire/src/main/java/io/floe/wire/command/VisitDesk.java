package io.floe.wire.command;

import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Visits;
import io.floe.wire.bus.Message.VisitsWanted;
import java.util.function.Function;

/** Says who has come to this node. Confined to the bus thread. */
public final class VisitDesk {

  /**
   * Answers from now on.
   *
   * @param book called on the bus thread; must not block
   */
  public VisitDesk(Bus bus, Function<VisitsWanted, Visits> book) {
    bus.receive((from, message) -> {
      if (message instanceof Message.VisitsWanted wanted) {
        bus.send(from, book.apply(wanted));
      }
    });
  }
}
