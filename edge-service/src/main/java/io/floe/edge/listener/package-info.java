/**
 * The listener port: a request comes in, the stream of a mount goes out, one write per listener and
 * tick.
 *
 * <p>In: connections, and mounts through {@link io.floe.edge.mount.Lookup}. Out: bytes on sockets,
 * lines in access.log, {@link io.floe.edge.listener.ListenerCounters}. Threads: a connection is
 * confined to one event loop for life; each loop has one {@link io.floe.edge.listener.Round}.
 */
@NullMarked
package io.floe.edge.listener;

import org.jspecify.annotations.NullMarked;
