package io.floe.admin.mount;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message.RetitleAnswer;
import io.floe.wire.command.Audiences;
import java.util.concurrent.CompletionStage;

/**
 * What the data plane is told to do at once, or asked. Each command answers with how many it
 * concerned, in all of the cluster, after a second at most, or fails with an {@link
 * IllegalStateException} whose message says why those who were told would not do it. Threads: any.
 */
public interface Commands {

  /** Closes the source of a mount. */
  CompletionStage<Integer> kickSource(MountName mount);

  /** Closes the listeners of a mount. */
  CompletionStage<Integer> kickListeners(MountName mount);

  /** Closes one listener of a mount, by its number. */
  CompletionStage<Integer> kickListener(MountName mount, long listener);

  /** Moves the listeners of a mount to another one. */
  CompletionStage<Integer> moveListeners(MountName from, MountName to);

  /** Gives the source of a mount a title. */
  CompletionStage<RetitleAnswer.Outcome> retitle(MountName mount, String title);

  /**
   * Who listens to a mount: within a second, as all edges say that have answered by then.
   *
   * @param most how many are named, 1 to {@link io.floe.wire.bus.Message.Audience#MOST}
   */
  CompletionStage<Audiences.Found> audience(MountName mount, int most);
}
