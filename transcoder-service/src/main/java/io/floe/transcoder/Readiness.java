package io.floe.transcoder;

import io.floe.wire.node.Node;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Ready: a config snapshot is at hand, the cluster is joined and jobs are taken. Never asks
 * Postgres or admin.
 */
@org.eclipse.microprofile.health.Readiness
@Singleton
final class Readiness implements HealthCheck {

  private final Node node;

  Readiness(Node node) {
    this.node = node;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("transcoder").status(node.serving()).build();
  }
}
