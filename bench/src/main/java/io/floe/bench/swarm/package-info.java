/**
 * Crowds of listeners that cost little beside the server that they listen to, in this process or in
 * processes of their own.
 *
 * <p>In: a plan, and when to connect, begin and end. Out: what the listeners got. Threads: a swarm
 * is one thread.
 */
@NullMarked
package io.floe.bench.swarm;

import org.jspecify.annotations.NullMarked;
