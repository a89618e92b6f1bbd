/**
 * What the listener port shows besides audio: the station page with its script and style,
 * playlists, and, through wire.report, the status documents.
 *
 * <p>In: a request head, the view of the cluster, the configuration. Out: a whole reply, or none
 * when the path may be a mount. Threads: any; pages only read immutable snapshots.
 */
@NullMarked
package io.floe.edge.page;

import org.jspecify.annotations.NullMarked;
