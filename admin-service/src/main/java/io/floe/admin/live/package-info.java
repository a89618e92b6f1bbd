/**
 * What happens in the cluster, as server-sent events for whoever is logged in.
 *
 * <p>In: what the cluster reports, once a second. Out: of it what has changed, to each as much as
 * is there for them. Threads: one of its own; those who come are brought by request threads.
 */
@NullMarked
package io.floe.admin.live;

import org.jspecify.annotations.NullMarked;
