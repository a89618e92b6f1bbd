/**
 * Wiring of the ingest service: configuration, start order, health, metrics.
 *
 * <p>In: environment and config snapshot. Out: a running Icecast port in a cluster. Threads:
 * Quarkus' own for start and stop.
 */
@NullMarked
package io.floe.ingest;

import org.jspecify.annotations.NullMarked;
