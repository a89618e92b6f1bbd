/**
 * What Floe costs, beside the least that a server can do: the program behind {@code ./floe bench}.
 *
 * <p>In: options. Out: Markdown tables on standard output, progress on standard error. Threads: the
 * main thread; the swarm runs on it too.
 */
@NullMarked
package io.floe.bench;

import org.jspecify.annotations.NullMarked;
