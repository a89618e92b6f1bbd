/**
 * What single steps of the audio path cost: framing, the codec of the bus, the ring of the edge.
 *
 * <p>In: generated audio. Out: a table. Threads: those of JMH, in processes of its own.
 */
@NullMarked
package io.floe.bench.micro;

import org.jspecify.annotations.NullMarked;
