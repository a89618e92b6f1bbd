/**
 * Who changed what, for those who may know, and for how long anything is kept.
 *
 * <p>In: requests and time. Out: the REST operation of the audit log, fewer rows. Threads: request
 * threads and the scheduler's.
 */
@NullMarked
package io.floe.admin.audit;

import org.jspecify.annotations.NullMarked;
