/**
 * What every node is besides its work: a process that may have a parent and is told to reopen its
 * logs.
 *
 * <p>In: stdin, SIGHUP. Out: calls to whoever asked. Threads: daemon threads of its own.
 */
@NullMarked
package io.floe.wire.node;

import org.jspecify.annotations.NullMarked;
