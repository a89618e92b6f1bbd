/**
 * The whole database as one file, and back: a program of its own, run beside the service or without
 * it.
 *
 * <p>In: a database, or an archive. Out: an archive, or a database. Threads: the main thread.
 */
@NullMarked
package io.floe.admin.archive;

import org.jspecify.annotations.NullMarked;
