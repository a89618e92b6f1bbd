package io.floe.ingest;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

@ApplicationScoped
final class IngestLifecycle {
  void start(@Observes StartupEvent event) {}

  void stop(@Observes ShutdownEvent event) {}
}
