/**
 * The station file in the database: what it states wins and is marked as managed by it.
 *
 * <p>In: a file. Out: rows. Threads: the thread that starts, and that of SIGHUP.
 */
@NullMarked
package io.floe.admin.station;

import org.jspecify.annotations.NullMarked;
