package io.floe.admin;

import io.floe.admin.mount.Commands;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message.Command;
import io.floe.wire.bus.Message.RetitleAnswer;
import io.floe.wire.command.Audiences;
import io.floe.wire.command.Retitles;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Takes commands and questions to all nodes of the cluster, once this one has joined it. Threads:
 * any.
 */
final class BusCommands implements Commands {

  private record Way(
      io.floe.wire.command.Commands commands, Audiences audiences, Retitles titles) {}

  private volatile @Nullable Way joined;

  /** From now on there is a way to the nodes. */
  void to(io.floe.wire.command.Commands commands, Audiences audiences, Retitles titles) {
    joined = new Way(commands, audiences, titles);
  }

  @Override
  public CompletionStage<Integer> kickSource(MountName mount) {
    return send(new Command.KickSource(mount));
  }

  @Override
  public CompletionStage<Integer> kickListeners(MountName mount) {
    return send(new Command.KickListeners(mount));
  }

  @Override
  public CompletionStage<Integer> kickListener(MountName mount, long listener) {
    return send(new Command.KickListener(mount, listener));
  }

  @Override
  public CompletionStage<Integer> moveListeners(MountName from, MountName to) {
    return send(new Command.MoveListeners(from, to));
  }

  @Override
  public CompletionStage<Audiences.Found> audience(MountName mount, int most) {
    Way way = joined;
    return way == null ? early() : way.audiences().of(mount, most);
  }

  @Override
  public CompletionStage<RetitleAnswer.Outcome> retitle(MountName mount, String title) {
    Way way = joined;
    return way == null ? early() : way.titles().send(mount, title);
  }

  private CompletionStage<Integer> send(Command command) {
    Way way = joined;
    return way == null ? early() : way.commands().send(command);
  }

  private static <T> CompletionStage<T> early() {
    return CompletableFuture.failedFuture(new TimeoutException("the cluster is not joined yet"));
  }
}
