/**
 * The experiments: servers side by side, a crowd over many edges, a storm of reconnects.
 *
 * <p>In: what to measure. Out: Markdown tables. Threads: the caller's; servers and large crowds are
 * processes of their own.
 */
@NullMarked
package io.floe.bench.live;

import org.jspecify.annotations.NullMarked;
