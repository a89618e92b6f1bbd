/**
 * What changes, told once to however many follow it.
 *
 * <p>In: what there is, each second. Out: what of it is new since a number, as server-sent events.
 * Threads: a log is confined to one thread.
 */
@NullMarked
package io.floe.wire.live;

import org.jspecify.annotations.NullMarked;
