package io.floe.admin;

import io.floe.admin.mount.Commands;
import io.floe.wire.audio.MountName;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A data plane that does at once what it is told. */
@Mock
@Singleton
final class FakeCommands implements Commands {

  @Override
  public CompletionStage<Integer> kickSource(MountName mount) {
    return CompletableFuture.completedFuture(1);
  }

  @Override
  public CompletionStage<Integer> kickListeners(MountName mount) {
    return CompletableFuture.completedFuture(2);
  }

  @Override
  public CompletionStage<Integer> moveListeners(MountName from, MountName to) {
    return CompletableFuture.completedFuture(3);
  }
}
