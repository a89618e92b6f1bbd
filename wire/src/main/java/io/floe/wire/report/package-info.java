/**
 * What services observe and tell each other once a second, and the view of the whole cluster that
 * any node builds from it.
 *
 * <p>In: beats and beacons. Out: counts per mount over all nodes, the status documents. Threads:
 * values are immutable; {@link io.floe.wire.report.ClusterView} is confined to the bus thread and
 * publishes immutable snapshots.
 */
@NullMarked
package io.floe.wire.report;

import org.jspecify.annotations.NullMarked;
