/**
 * Codecs against those of other programs, on the same input and one thread.
 *
 * <p>In: what to measure. Out: a Markdown table. Threads: the caller's.
 */
@NullMarked
package io.floe.bench.codec;

import org.jspecify.annotations.NullMarked;
