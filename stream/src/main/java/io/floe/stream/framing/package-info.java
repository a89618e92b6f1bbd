/**
 * Bytes of a source into units that chunks are cut from: frames, pages, headers, titles.
 *
 * <p>In: bytes of one source, in any pieces. Out: {@link io.floe.stream.framing.Units}. Threads: a
 * framer is confined to its source's event loop. Plain Java over wire.audio; survives any bytes.
 */
@NullMarked
package io.floe.stream.framing;

import org.jspecify.annotations.NullMarked;
