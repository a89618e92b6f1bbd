package io.floe.admin;

import io.floe.admin.mount.Commands;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message.Command;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Takes commands to all nodes of the cluster, once this one has joined it. Threads: any. */
final class BusCommands implements Commands {

  private volatile io.floe.wire.command.@Nullable Commands joined;

  /** From now on there is a way to the nodes. */
  void to(io.floe.wire.command.Commands commands) {
    joined = commands;
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
  public CompletionStage<Integer> moveListeners(MountName from, MountName to) {
    return send(new Command.MoveListeners(from, to));
  }

  private CompletionStage<Integer> send(Command command) {
    io.floe.wire.command.Commands way = joined;
    return way == null
        ? CompletableFuture.failedFuture(new TimeoutException("the cluster is not joined yet"))
        : way.send(command);
  }
}
