/**
 * The services as processes: which there are, on which ports, and what keeps them running.
 *
 * <p>In: a plan. Out: processes, and what happened to them. Threads: {@link
 * io.floe.launcher.process.Supervisor} confines its state to one thread; the rest are values.
 */
@NullMarked
package io.floe.launcher.process;

import org.jspecify.annotations.NullMarked;
