/**
 * How every node comes to the newest config snapshot: from its file, from the control plane, or
 * from any other node that has it.
 *
 * <p>In: a file, beats of other nodes and parts of their snapshots. Out: the snapshot in force,
 * kept on disk and given to whoever asks. Threads: what is fetched and given is confined to the bus
 * thread; reading, checking and writing happen on a thread of the feed's own.
 */
@NullMarked
package io.floe.wire.feed;

import org.jspecify.annotations.NullMarked;
