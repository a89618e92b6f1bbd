package io.floe.admin;

import io.floe.wire.node.Node;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Ready: the cluster is joined, and the database is prepared and there. */
@org.eclipse.microprofile.health.Readiness
@Singleton
final class Readiness implements HealthCheck {

  private final Node node;
  private final Preparation preparation;

  Readiness(Node node, Preparation preparation) {
    this.node = node;
    this.preparation = preparation;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("admin")
        .withData("cluster", node.serving())
        .withData("database", preparation.ready())
        .status(node.serving() && preparation.ready())
        .build();
  }
}
