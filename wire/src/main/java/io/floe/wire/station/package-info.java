/**
 * The station file: what an operator states about tenants, mounts and passwords, in YAML.
 *
 * <p>In: text and environment variables. Out: a {@link io.floe.wire.station.Station}, or every
 * mistake at once with its line. Threads: values and functions.
 */
@NullMarked
package io.floe.wire.station;

import org.jspecify.annotations.NullMarked;
