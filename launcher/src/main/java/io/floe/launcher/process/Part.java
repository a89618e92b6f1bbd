package io.floe.launcher.process;

import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.RunState;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process of the platform that a {@link Supervisor} starts and keeps running. Called on the
 * supervisor's thread, except {@link #builder} and {@link #ready}.
 */
public interface Part {

  /** {@code ingest-1}: unique among the parts of a platform. */
  String name();

  /**
   * A process builder ready to start. May block for seconds; on any thread, one at a time.
   *
   * @throws LaunchProblem when it cannot be made ready
   */
  ProcessBuilder builder();

  /** Whether the process serves. Blocks, 2.5 s at most; on any thread. */
  boolean ready();

  /** When a start fails without it. */
  enum Need {
    ALWAYS,
    /** Later ones go on with the configuration that the others have. */
    FIRST_START,
    NEVER
  }

  /** When it is needed for a start to succeed. */
  default Need need() {
    return Need.ALWAYS;
  }

  /** Tells the process to open its logs anew. */
  default void hangUp(ProcessHandle process) {
    Signals.send("HUP", process.pid());
  }

  /** Asks the process to end in good order. */
  default void askToEnd(ProcessHandle process) {
    process.destroy();
  }

  /** Where it logs, for the person who has to find out why it ended. */
  List<Path> logs();

  /**
   * What other commands are told about it.
   *
   * @param process null while it is down
   */
  RunState.Service state(@Nullable ProcessHandle process, int restarts);
}
