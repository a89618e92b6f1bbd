/**
 * Which renditions this node makes, and making them: the input taken in, decoded once, and encoded
 * for every output.
 *
 * <p>In: config, beacons and chunks from the bus. Out: streams that this node owns. Threads: what
 * decides is confined to the bus thread; audio is worked on by a pool, for one input at a time and
 * in order.
 */
@NullMarked
package io.floe.transcoder.job;

import org.jspecify.annotations.NullMarked;
