package io.floe.edge;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Alive: the bus thread is not stuck. */
@org.eclipse.microprofile.health.Liveness
@Singleton
final class Liveness implements HealthCheck {

  private final Pulse pulse;

  Liveness(Pulse pulse) {
    this.pulse = pulse;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("bus thread").status(pulse.alive()).build();
  }
}
