package io.floe.transcoder;

import io.floe.wire.node.Node;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Alive: the bus thread is not stuck. */
@org.eclipse.microprofile.health.Liveness
@Singleton
final class Liveness implements HealthCheck {

  private final Node node;

  Liveness(Node node) {
    this.node = node;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("bus thread").status(node.alive()).build();
  }
}
