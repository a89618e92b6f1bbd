/**
 * The taker's end of a stream on the bus: which streams there are, the lease of one, repair.
 *
 * <p>In: beacons and chunks from the bus. Out: chunks in order, once each. Threads: all state is
 * confined to the bus thread.
 */
@NullMarked
package io.floe.stream.intake;

import org.jspecify.annotations.NullMarked;
