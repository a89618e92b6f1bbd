/**
 * What is live and how it gets here: the directory from beacons, leases, repair, one ring per
 * leased mount.
 *
 * <p>In: beacons and chunks from the bus. Out: rings for the listeners of this edge. Threads: state
 * is confined to the bus thread; {@link io.floe.edge.mount.LiveMount} may be read by any thread.
 */
@NullMarked
package io.floe.edge.mount;

import org.jspecify.annotations.NullMarked;
