package io.floe.admin;

import io.floe.admin.mount.Commands;
import io.floe.admin.publish.Composer;
import io.floe.wire.audio.MountName;
import io.floe.wire.login.AuthLog;
import io.floe.wire.node.Node;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is made from the configuration and handed to those who ask. Threads: any. */
@Singleton
final class Parts {

  private final AdminConfig config;
  private final Node node;
  private final FeedPublisher publisher = new FeedPublisher();

  Parts(AdminConfig config) {
    this.config = config;
    this.node = new Node(config.nodeName());
  }

  @Produces
  Node node() {
    return node;
  }

  @Produces
  FeedPublisher feedPublisher() {
    return publisher;
  }

  @Produces
  @Singleton
  Composer composer() {
    return new Composer(config.demoPasswordHash());
  }

  @Produces
  @Singleton
  AuthLog authLog() {
    return new AuthLog(config.authLogFile());
  }

  @Produces
  @Singleton
  Commands commands() {
    return new Commands() {
      @Override
      public CompletionStage<Integer> kickSource(MountName mount) {
        return later();
      }

      @Override
      public CompletionStage<Integer> kickListeners(MountName mount) {
        return later();
      }

      @Override
      public CompletionStage<Integer> moveListeners(MountName from, MountName to) {
        return later();
      }

      private CompletionStage<Integer> later() {
        return CompletableFuture.failedFuture(
            new UnsupportedOperationException("no service takes commands yet"));
      }
    };
  }
}
