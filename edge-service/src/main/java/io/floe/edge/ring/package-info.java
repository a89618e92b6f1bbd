/**
 * The ring of a mount: one writer, any number of listeners, each with its own cursor.
 *
 * <p>In: chunks in sequence from the bus thread. Out: spans of shared, immutable, reference-counted
 * blocks. Threads: written by the bus thread, read by every listener event loop; the only mutable
 * object that threads share.
 */
@NullMarked
package io.floe.edge.ring;

import org.jspecify.annotations.NullMarked;
