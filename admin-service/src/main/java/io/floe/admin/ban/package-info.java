/**
 * Clients that ingests and edges refuse.
 *
 * <p>In: requests. Out: the REST operations of bans. Threads: request threads.
 */
@NullMarked
package io.floe.admin.ban;

import org.jspecify.annotations.NullMarked;
