package io.floe.admin;

import io.floe.admin.publish.Composer;
import io.floe.admin.vault.Vault;
import io.floe.admin.webhook.Guard;
import io.floe.wire.client.CidrSet;
import io.floe.wire.login.AuthLog;
import io.floe.wire.node.Node;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** What is made from the configuration and handed to those who ask. Threads: any. */
@Singleton
final class Parts {

  private final AdminConfig config;
  private final Node node;
  private final FeedPublisher publisher = new FeedPublisher();
  private final BusCommands commands = new BusCommands();
  private final BusTranscoders transcoders = new BusTranscoders();
  private final BusOnAir onAir = new BusOnAir();

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
    return new AuthLog(config.authLogFile(), config.logDays());
  }

  @Produces
  @Singleton
  Vault vault() {
    return new Vault(config.secretKey(), config.secretKeyOld());
  }

  @Produces
  @Singleton
  Guard guard() {
    List<String> allowed = config.webhookAllow().orElse(List.of());
    try {
      return new Guard(CidrSet.parse(allowed.stream().map(String::strip).toList()));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("FLOE_WEBHOOK_ALLOW: " + wrong.getMessage(), wrong);
    }
  }

  @Produces
  BusCommands busCommands() {
    return commands;
  }

  @Produces
  BusTranscoders busTranscoders() {
    return transcoders;
  }

  @Produces
  BusOnAir busOnAir() {
    return onAir;
  }
}
