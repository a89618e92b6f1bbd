package io.floe.ingest;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Ready: a config snapshot is at hand, the cluster is joined and sources are accepted. Never asks
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
    return HealthCheckResponse.named("ingest").status(pulse.serving()).build();
  }
}
