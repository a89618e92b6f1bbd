/**
 * What a station file means on this machine: what a snapshot becomes when it is applied, and what
 * the first start makes.
 *
 * <p>In: a {@link io.floe.wire.station.Station} and a snapshot. Out: another snapshot, and the
 * secrets to print once. Threads: values and functions.
 */
@NullMarked
package io.floe.launcher.station;

import org.jspecify.annotations.NullMarked;
