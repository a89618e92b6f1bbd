package io.floe.admin.mount;

import io.floe.wire.audio.MountName;
import java.util.concurrent.CompletionStage;

/**
 * What the data plane is told to do at once. Each answers with how many it concerned, in all of the
 * cluster, after a second at most, or fails with an {@link IllegalStateException} whose message
 * says why those who were told would not do it. Threads: any.
 */
public interface Commands {

  /** Closes the source of a mount. */
  CompletionStage<Integer> kickSource(MountName mount);

  /** Closes the listeners of a mount. */
  CompletionStage<Integer> kickListeners(MountName mount);

  /** Moves the listeners of a mount to another one. */
  CompletionStage<Integer> moveListeners(MountName from, MountName to);
}
