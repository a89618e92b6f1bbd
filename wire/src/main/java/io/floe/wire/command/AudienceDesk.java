package io.floe.wire.command;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Audience;
import io.floe.wire.bus.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Says who listens at this node. Asked again while it is still looking, it does not look twice, and
 * it looks for a few askers at a time. Confined to the bus thread.
 */
public final class AudienceDesk {

  /** Questions that are looked into at once; others are asked again. */
  private static final int AT_ONCE = 8;

  /** Finds listeners. */
  public interface Usher {
    /**
     * Called on the bus thread; must not block.
     *
     * @param most how many to name, 1 to {@link Audience#MOST}
     * @param answer to be called once, on any thread
     */
    void look(MountName mount, int most, Answer answer);
  }

  /** Takes what was found. */
  public interface Answer {
    /**
     * That is who listens.
     *
     * @param total how many there are
     * @param listeners those that are named
     */
    void accept(int total, List<Message.Listener> listeners);
  }

  private record Asked(NodeId from, long request) {}

  private final Bus bus;
  private final Usher usher;
  private final Set<Asked> looking = new HashSet<>();

  /** Answers from now on. */
  public AudienceDesk(Bus bus, Usher usher) {
    this.bus = bus;
    this.usher = usher;
    bus.receive((from, message) -> {
      if (message instanceof Message.AudienceWanted wanted) {
        hear(new Asked(from, wanted.request()), wanted);
      }
    });
  }

  private void hear(Asked asked, Message.AudienceWanted wanted) {
    if (looking.size() >= AT_ONCE || !looking.add(asked)) {
      return;
    }
    usher.look(
        wanted.mount(),
        Math.clamp(wanted.most(), 1, Audience.MOST),
        (total, listeners) ->
            bus.loop()
                .execute(() -> {
                  looking.remove(asked);
                  bus.send(asked.from(), new Audience(asked.request(), total, listeners));
                }));
  }
}
