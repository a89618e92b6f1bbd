/**
 * Mounts that transcoders make of others.
 *
 * <p>In: requests, reports of transcoders. Out: the REST operations of renditions. Threads: request
 * threads.
 */
@NullMarked
package io.floe.admin.rendition;

import org.jspecify.annotations.NullMarked;
