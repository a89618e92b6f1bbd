/**
 * The owner's end of a stream on the bus: claims and epochs, the ring of numbered chunks, leases of
 * those who take it, beacons.
 *
 * <p>In: units from a source or from whatever makes audio, leases and claims from the bus. Out:
 * chunks to the nodes that lease them, beacons to everybody. Threads: all state is confined to the
 * bus thread and the public methods hop there; only a {@link io.floe.stream.origin.Chunker} lives
 * with its source.
 */
@NullMarked
package io.floe.stream.origin;

import org.jspecify.annotations.NullMarked;
