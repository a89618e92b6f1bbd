/**
 * The first start on a data folder.
 *
 * <p>In: the environment, a {@link io.floe.wire.station.Station} and later a snapshot. Out: the
 * secrets for the admin service, and those to print once. Threads: values and functions.
 */
@NullMarked
package io.floe.launcher.station;

import org.jspecify.annotations.NullMarked;
