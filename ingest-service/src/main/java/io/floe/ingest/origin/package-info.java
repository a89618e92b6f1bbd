/**
 * The streams that this node owns: claims and epochs, the ring of numbered chunks, leases of the
 * edges, beacons.
 *
 * <p>In: chunks from source sessions, leases and claims from the bus. Out: chunks to the edges that
 * lease them, beacons to everybody. Threads: all state is confined to the bus thread; the public
 * methods hop there.
 */
@NullMarked
package io.floe.ingest.origin;

import org.jspecify.annotations.NullMarked;
