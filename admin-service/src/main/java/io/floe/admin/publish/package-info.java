/**
 * Changes of the configuration: one transaction, one new version, one snapshot for the data plane.
 *
 * <p>In: work on rows. Out: committed rows, an audit entry, a published snapshot. Threads: request
 * threads, one writer at a time by a lock in the database.
 */
@NullMarked
package io.floe.admin.publish;

import org.jspecify.annotations.NullMarked;
