/**
 * What the cluster reports, as the features of the admin service see it.
 *
 * <p>In: the view of the cluster and its configuration. Out: snapshots of both. Threads: any.
 */
@NullMarked
package io.floe.admin.onair;

import org.jspecify.annotations.NullMarked;
