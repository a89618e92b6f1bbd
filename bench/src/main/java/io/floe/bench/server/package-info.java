/**
 * The servers that are measured, an encoder stand-in that feeds them, and what their processes use.
 *
 * <p>In: a launcher to start Floe with, Icecast where it is installed, any other server's address
 * and process. Out: subjects to measure; CPU time and memory. Threads: servers are processes; a
 * feeder is a thread of its own.
 */
@NullMarked
package io.floe.bench.server;

import org.jspecify.annotations.NullMarked;
