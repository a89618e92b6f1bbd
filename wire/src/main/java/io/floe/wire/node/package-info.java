/**
 * What every process is besides its work: a node that joins, serves and ends, that may have a
 * parent and is told to reopen its logs.
 *
 * <p>In: cluster settings, stdin, SIGHUP. Out: a bus, calls to whoever asked. Threads: the
 * platform's for start and end, daemon threads of its own.
 */
@NullMarked
package io.floe.wire.node;

import org.jspecify.annotations.NullMarked;
