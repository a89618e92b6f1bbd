/**
 * Where clients are: addresses, networks, and what a trusted proxy says about who is behind it.
 *
 * <p>In: socket addresses, the first bytes of connections, request heads, texts of the
 * configuration. Out: one address per client, and the request as the client meant it. Threads:
 * values are immutable; parsing keeps no state.
 */
@NullMarked
package io.floe.wire.client;

import org.jspecify.annotations.NullMarked;
