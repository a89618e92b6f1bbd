package io.floe.ingest.source;

import io.floe.ingest.source.SourceCounters.Refusal;
import io.floe.stream.framing.FramerFor;
import io.floe.stream.origin.Claimed;
import io.floe.stream.origin.Origins;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/** Takes encoders with the right password to their mounts: limit, claim, session. Any thread. */
final class Admission {

  private static final Logger LOG = Logger.getLogger(Admission.class);

  private final Origins origins;
  private final LiveSources live;
  private final PlaylistLog playlist;
  private final SourceCounters counters;
  private final int maxSources;
  private final Seats seats;
  private volatile boolean draining;

  Admission(
      Origins origins,
      LiveSources live,
      PlaylistLog playlist,
      SourceCounters counters,
      int maxSources,
      Seats seats) {
    this.origins = origins;
    this.live = live;
    this.playlist = playlist;
    this.counters = counters;
    this.maxSources = maxSources;
    this.seats = seats;
  }

  /** From now on whoever comes is sent away; those who are here stay. */
  void drain() {
    draining = true;
  }

  /**
   * Claims the mount and, when it is won, hands the connection over to a session.
   *
   * @param again run when the encoder has been on the air and left: see {@link Passwords#again}
   * @param refused called on the event loop when the encoder may not have it, with what to say
   */
  void admit(
      Doorstep doorstep, Entrant entrant, Runnable again, BiConsumer<Refusal, String> refused) {
    if (draining) {
      refused.accept(
          Refusal.STOPPING,
          "This ingest is about to stop. Connect again: another one will take you.");
      return;
    }
    if (!counters.enter(maxSources)) {
      refused.accept(Refusal.LIMIT, "too many sources connected");
      return;
    }
    Optional<String> full = seats.take(entrant.mount(), entrant.encoder().tenant());
    if (full.isPresent()) {
      counters.leave();
      refused.accept(Refusal.QUOTA, full.get());
      return;
    }
    SourceSession session =
        new SourceSession(
            doorstep.channel(),
            entrant,
            FramerFor.contentType(entrant.info().contentType()),
            live,
            playlist,
            () -> {
              leave(entrant);
              again.run();
            },
            counters);
    origins.claim(
        entrant.mount(),
        entrant.info(),
        entrant.encoder(),
        entrant.settings(),
        session,
        claimed -> {
          try {
            doorstep
                .channel()
                .eventLoop()
                .execute(() -> answered(doorstep, session, entrant, claimed, refused));
          } catch (RejectedExecutionException stopped) {
            abandon(entrant, claimed);
          }
        });
  }

  private void answered(
      Doorstep doorstep,
      SourceSession session,
      Entrant entrant,
      Claimed claimed,
      BiConsumer<Refusal, String> refused) {
    if (!doorstep.channel().isActive()) {
      abandon(entrant, claimed);
      return;
    }
    switch (claimed) {
      case Claimed.Won won -> {
        doorstep.place().leave();
        session.begin(won.stream(), doorstep.handOver());
      }
      case Claimed.Refused no -> {
        leave(entrant);
        LOG.infof(
            "Source on %s refused to %s: %s",
            entrant.mount(), entrant.encoder().address(), no.reason());
        refused.accept(Refusal.IN_USE, no.reason());
      }
    }
  }

  private void leave(Entrant entrant) {
    counters.leave();
    seats.leave(entrant.mount());
  }

  private void abandon(Entrant entrant, Claimed claimed) {
    leave(entrant);
    if (claimed instanceof Claimed.Won won) {
      won.stream().end("the encoder left before it was let in");
    }
  }
}
