/**
 * What the listener port shows besides audio: the pages for listeners with their scripts and style,
 * playlists, and, through wire.report, the status documents; and what is told to those who follow.
 *
 * <p>In: a request head, the view of the cluster, the configuration, titles from the bus. Out: a
 * whole reply, or none when the path may be a mount; news. Threads: any; what is shared is locked
 * for a moment or immutable.
 */
@NullMarked
package io.floe.edge.page;

import org.jspecify.annotations.NullMarked;
