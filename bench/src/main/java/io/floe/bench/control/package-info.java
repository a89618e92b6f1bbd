/**
 * The experiments with the control plane: how soon a change takes effect, and what guessers of
 * passwords do to others.
 *
 * <p>In: what to measure. Out: Markdown tables. Threads: the caller's, and virtual ones for
 * connections that wait.
 */
@NullMarked
package io.floe.bench.control;

import org.jspecify.annotations.NullMarked;
