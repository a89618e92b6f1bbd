package io.floe.wire.command;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Bus;
import io.floe.wire.bus.Message;
import io.floe.wire.bus.Message.RetitleAnswer;
import io.floe.wire.bus.Message.RetitleAnswer.Outcome;
import io.floe.wire.report.Heart;
import io.floe.wire.report.Peer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Takes titles of the control plane to whoever owns the mount. One that arrives twice is one title.
 * Threads: any; state is confined to the bus thread, where futures are completed too.
 */
public final class Retitles {

  /** What has come of one title so far. */
  private static final class Heard {
    private Outcome outcome = Outcome.NO_SOURCE;
  }

  private final Bus bus;
  private final Heart heart;
  private final Asking<RetitleAnswer> asking;

  /**
   * @param heart knows the nodes to ask
   */
  public Retitles(Bus bus, Heart heart) {
    this.bus = bus;
    this.heart = heart;
    this.asking = new Asking<>(bus);
    bus.receive((from, message) -> {
      if (message instanceof RetitleAnswer answer) {
        asking.heard(from, answer.request(), answer);
      }
    });
  }

  /**
   * Gives a mount a title, whichever password let its source in.
   *
   * @param title see {@link io.floe.wire.audio.Title#clean}
   * @return within 1 s; a {@link TimeoutException} when somebody who may own the mount has not
   *     answered by then
   */
  public CompletableFuture<Outcome> send(MountName mount, String title) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    bus.loop().execute(() -> give(mount, title, answer));
    return answer;
  }

  private void give(MountName mount, String title, CompletableFuture<Outcome> answer) {
    Heard heard = new Heard();
    asking.ask(
        heart.peers().stream().filter(Peer::ownsMounts).map(Peer::id).collect(Collectors.toSet()),
        number -> new Message.Retitle(number, mount, title, ""),
        (node, said) -> {
          if (said.outcome() != Outcome.NO_SOURCE) {
            heard.outcome = said.outcome();
          }
        },
        silent -> {
          if (heard.outcome == Outcome.NO_SOURCE && !silent.isEmpty()) {
            answer.completeExceptionally(new TimeoutException("no answer within a second"));
          } else {
            answer.complete(heard.outcome);
          }
        });
  }
}
