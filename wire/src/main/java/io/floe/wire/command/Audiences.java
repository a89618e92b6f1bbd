package io.floe.wire.command;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.Audience;
import io.floe.wire.bus.NodeId;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Peer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Who listens to a mount, as all edges say. Threads: any; state is confined to the bus thread,
 * where futures are completed too.
 */
public final class Audiences {

  /** A listener and where it is connected. */
  public record Seat(NodeId edge, Message.Listener listener) {}

  /**
   * Listeners of one mount.
   *
   * @param total how many there are, those left out included
   * @param seats those that were asked for at most, who came first first
   * @param whole whether every edge has answered
   */
  public record Found(int total, List<Seat> seats, boolean whole) {
    public Found {
      seats = List.copyOf(seats);
    }
  }

  /** What has been heard so far: no more than was asked for is kept. */
  private static final class Gathered {
    private final List<Seat> seats = new ArrayList<>();
    private int total;

    void add(NodeId edge, Audience heard, int most) {
      total = (int) Math.min(Integer.MAX_VALUE, (long) total + heard.total());
      heard.listeners().stream().limit(most).map(each -> new Seat(edge, each)).forEach(seats::add);
      seats.sort(
          Comparator.comparingLong((Seat seat) -> seat.listener().since())
              .thenComparingLong(seat -> seat.listener().number()));
      if (seats.size() > most) {
        seats.subList(most, seats.size()).clear();
      }
    }
  }

  private final Bus bus;
  private final Heart heart;
  private final Asking<Audience> asking;

  /**
   * @param heart knows the edges
   */
  public Audiences(Bus bus, Heart heart) {
    this.bus = bus;
    this.heart = heart;
    this.asking = new Asking<>(bus);
    bus.receive((from, message) -> {
      if (message instanceof Audience answer) {
        asking.heard(from, answer.request(), answer);
      }
    });
  }

  /**
   * Asks all edges.
   *
   * @param most listeners wanted, 1 to {@link Audience#MOST}
   * @return within 1 s, those that have been found by then
   */
  public CompletableFuture<Found> of(MountName mount, int most) {
    if (most < 1 || most > Audience.MOST) {
      throw new IllegalArgumentException("ask for 1 to " + Audience.MOST + " listeners");
    }
    CompletableFuture<Found> answer = new CompletableFuture<>();
    bus.loop().execute(() -> ask(mount, most, answer));
    return answer;
  }

  private void ask(MountName mount, int most, CompletableFuture<Found> answer) {
    Gathered gathered = new Gathered();
    asking.ask(
        heart.peers().stream()
            .filter(peer -> peer.node().role() == NodeInfo.Role.EDGE)
            .map(Peer::id)
            .collect(Collectors.toSet()),
        number -> new Message.AudienceWanted(number, mount, most),
        (edge, heard) -> gathered.add(edge, heard, most),
        silent -> answer.complete(new Found(gathered.total, gathered.seats, silent.isEmpty())));
  }
}
