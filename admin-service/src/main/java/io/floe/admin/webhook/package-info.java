/**
 * Tells other servers what happens: webhooks, their events and deliveries.
 *
 * <p>In: requests, what the cluster reports, lockouts. Out: the REST operations of webhooks, signed
 * requests to addresses that may be spoken to. Threads: request threads; one of its own that looks
 * at the cluster and has the deliveries in hand; a few that look names up; Vert.x' event loops for
 * the sockets.
 */
@NullMarked
package io.floe.admin.webhook;

import org.jspecify.annotations.NullMarked;
