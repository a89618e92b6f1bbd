/**
 * What a stream is: mounts, epochs, numbered chunks.
 *
 * <p>In: nothing. Out: immutable values that every service and the bus share. Threads: any.
 */
@NullMarked
package io.floe.wire.audio;

import org.jspecify.annotations.NullMarked;
