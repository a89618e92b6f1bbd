/**
 * Wiring of the edge service: configuration, start order, health, metrics.
 *
 * <p>In: environment and config snapshot. Out: a running listener port in a cluster. Threads:
 * Quarkus' own for start and stop.
 */
@NullMarked
package io.floe.edge;

import org.jspecify.annotations.NullMarked;
