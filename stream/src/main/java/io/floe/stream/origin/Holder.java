package io.floe.stream.origin;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Loop;
import io.floe.wire.bus.Message.Encoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Answers claims for the mounts that this node owns, those of its own sources by the same rule as
 * those from elsewhere. Confined to the bus thread.
 */
final class Holder {

  private static final Duration GLANCE = Duration.ofMillis(50);
  private static final long WATCH_MILLIS = 300;

  /** Clocks of event loop and bus thread are read one after the other, in ms. */
  private static final long SLACK_MILLIS = 20;

  private static final Duration ALWAYS_ONCE_IN = Duration.ofSeconds(30);

  /**
   * @param reason why it was refused, or given up; empty when there was nothing to give up
   */
  record Answer(boolean granted, String reason) {
    static final Answer NOT_MINE = new Answer(true, "");
    static final Answer REFUSED = new Answer(false, Claims.IN_USE);
  }

  private final Loop loop;
  private final Function<MountName, Optional<OriginStream>> live;
  private final BiConsumer<OriginStream, String> giveUp;
  private final Map<MountName, Watch> watches = new HashMap<>();

  /**
   * @param live the stream on the air that this node owns on a mount
   * @param giveUp gives a stream up for the stated reason
   */
  Holder(
      Loop loop,
      Function<MountName, Optional<OriginStream>> live,
      BiConsumer<OriginStream, String> giveUp) {
    this.loop = loop;
    this.live = live;
    this.giveUp = giveUp;
  }

  /** Whether {@code encoder} may have the mount; answered within 300 ms. */
  void ask(MountName mount, Encoder encoder, Rival rival, Consumer<Answer> answer) {
    Optional<OriginStream> owned = live.apply(mount);
    if (owned.isEmpty()) {
      answer.accept(Answer.NOT_MINE);
      return;
    }
    OriginStream stream = owned.get();
    Watch watched = watches.get(mount);
    if (watched != null) {
      if (watched.rival.compareTo(rival) < 0) {
        answer.accept(Answer.REFUSED);
        return;
      }
      watched.decide(Answer.REFUSED);
    }
    switch (Takeover.judge(
        stream.settings().takeover(),
        stream.encoder(),
        encoder,
        stream.source().silentMillis(),
        stream.tookOverWithin(ALWAYS_ONCE_IN))) {
      case Takeover.Verdict.Refuse() -> answer.accept(Answer.REFUSED);
      case Takeover.Verdict.Yield(String reason) -> {
        giveUp.accept(stream, reason);
        answer.accept(new Answer(true, reason));
      }
      case Takeover.Verdict.Watch(String reason) ->
          watches.put(mount, new Watch(stream, rival, reason, answer));
    }
  }

  /** The claim of this node itself is off. */
  void withdraw(MountName mount, Rival rival) {
    Watch watched = watches.get(mount);
    if (watched != null && watched.rival.equals(rival)) {
      watched.decide(Answer.REFUSED);
    }
  }

  /** The stream has ended by itself: whoever waits for it may have the mount. */
  void ended(OriginStream stream) {
    Watch watched = watches.get(stream.id().mount());
    if (watched != null && watched.stream == stream) {
      watched.decide(Answer.NOT_MINE);
    }
  }

  private final class Watch {
    private final OriginStream stream;
    private final Rival rival;
    private final String reason;
    private final Consumer<Answer> answer;
    private final long since = loop.nanoTime();
    private final Loop.Timer timer;

    Watch(OriginStream stream, Rival rival, String reason, Consumer<Answer> answer) {
      this.stream = stream;
      this.rival = rival;
      this.reason = reason;
      this.answer = answer;
      this.timer = loop.every(GLANCE, this::look);
    }

    private void look() {
      long watched = (loop.nanoTime() - since) / 1_000_000;
      if (stream.source().silentMillis() + SLACK_MILLIS < watched) {
        decide(Answer.REFUSED);
      } else if (watched >= WATCH_MILLIS) {
        watches.remove(stream.id().mount(), this);
        giveUp.accept(stream, reason);
        decide(new Answer(true, reason));
      }
    }

    private void decide(Answer verdict) {
      timer.close();
      watches.remove(stream.id().mount(), this);
      answer.accept(verdict);
    }
  }
}
