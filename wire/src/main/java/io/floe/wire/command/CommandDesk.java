package io.floe.wire.command;

import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Command;
import io.floe.wire.bus.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes the commands that come to this node. One that is heard again, because its answer was lost
 * or is not there yet, is not done again. Confined to the bus thread.
 */
public final class CommandDesk {

  /** Answers remembered: as many as a sender that repeats itself for a second may ask for. */
  private static final int REMEMBERED = 1_000;

  /**
   * What came of a command on this node.
   *
   * @param affected sources or listeners, 0 or more
   * @param problem why nothing was done, empty when all went well
   */
  public record Done(int affected, String problem) {
    /** It was done, to so many. */
    public static Done to(int affected) {
      return new Done(affected, "");
    }
  }

  /** Does what is commanded. */
  public interface Hand {
    /**
     * Called on the bus thread; must not block.
     *
     * @param answer to be called once, on any thread
     */
    void take(Command command, Consumer<Done> answer);
  }

  private record Asked(NodeId from, long request) {}

  private final Bus bus;
  private final Hand hand;
  private final Map<Asked, Optional<Done>> answers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Optional<Done>> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Takes commands from now on. */
  public CommandDesk(Bus bus, Hand hand) {
    this.bus = bus;
    this.hand = hand;
    bus.receive((from, message) -> {
      if (message instanceof Message.Order order) {
        hear(new Asked(from, order.request()), order.command());
      }
    });
  }

  private void hear(Asked asked, Command command) {
    Optional<Done> known = answers.get(asked);
    if (known == null) {
      answers.put(asked, Optional.empty());
      hand.take(command, done -> bus.loop().execute(() -> finish(asked, done)));
    } else {
      known.ifPresent(done -> answer(asked, done));
    }
  }

  private void finish(Asked asked, Done done) {
    answers.replace(asked, Optional.of(done));
    answer(asked, done);
  }

  private void answer(Asked asked, Done done) {
    bus.send(
        asked.from(), new Message.OrderAnswer(asked.request(), done.affected(), done.problem()));
  }
}
