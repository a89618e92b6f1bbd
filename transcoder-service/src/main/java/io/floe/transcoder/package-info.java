/**
 * Wiring of the transcoder service: configuration, start order, health, metrics.
 *
 * <p>In: environment and config snapshot. Out: a node of the cluster that makes renditions.
 * Threads: Quarkus' own for start and stop.
 */
@NullMarked
package io.floe.transcoder;

import org.jspecify.annotations.NullMarked;
