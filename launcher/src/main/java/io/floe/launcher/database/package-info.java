/**
 * The Postgres that comes with Floe: its programs, its folder, its process.
 *
 * <p>In: a build and a data folder. Out: a part for the supervisor, and what a service needs to log
 * in. Threads: preparing blocks the caller; after that, values.
 */
@NullMarked
package io.floe.launcher.database;

import org.jspecify.annotations.NullMarked;
