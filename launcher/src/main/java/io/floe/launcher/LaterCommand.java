package io.floe.launcher;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** A command whose name is taken for a later release. */
@Command(hidden = true, description = "Not in this release yet.")
final class LaterCommand implements Runnable {

  @SuppressWarnings("UnusedVariable") // only there to take whatever follows the name
  @CommandLine.Unmatched
  private @Nullable List<String> anything;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(
          spec.parent().commandLine(), "'" + spec.name() + "' is not in this release yet");
    }
  }
}
