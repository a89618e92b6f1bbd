/**
 * Sockets and epoll as the kernel offers them, called through java.lang.foreign, so that a crowd of
 * listeners costs what it costs in C and no compiler is needed.
 *
 * <p>In: plain numbers and memory segments. Out: what the call answered, failures as negative
 * errno. Threads: every instance belongs to one thread.
 */
@NullMarked
package io.floe.bench.posix;

import org.jspecify.annotations.NullMarked;
