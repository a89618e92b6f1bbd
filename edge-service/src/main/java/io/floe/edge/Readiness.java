package io.floe.edge;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Ready: a config snapshot is at hand, the cluster is joined and listeners are served. Never asks
 * Postgres or admin.
 */
@org.eclipse.microprofile.health.Readiness
@Singleton
final class Readiness implements HealthCheck {

  private final Pulse pulse;

  Readiness(Pulse pulse) {
    this.pulse = pulse;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("edge").status(pulse.serving()).build();
  }
}
