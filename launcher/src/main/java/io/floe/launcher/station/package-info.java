/**
 * The station file: what an operator states about mounts and passwords, in YAML.
 *
 * <p>In: text and environment variables. Out: a {@link io.floe.launcher.station.Station}, or every
 * mistake at once with its line; and what a snapshot becomes when a station is applied to it.
 * Threads: values and functions.
 */
@NullMarked
package io.floe.launcher.station;

import org.jspecify.annotations.NullMarked;
