/**
 * What a server costs and what its listeners get while audio flows: a crowd of listeners, an
 * encoder stand-in, the least that a server can do, and the comparison of servers in one run.
 *
 * <p>In: a launcher to start Floe with, or any server's address and process. Out: figures. Threads:
 * the swarm is one thread, the feeder another; servers under test are processes of their own.
 */
@NullMarked
package io.floe.bench.live;

import org.jspecify.annotations.NullMarked;
