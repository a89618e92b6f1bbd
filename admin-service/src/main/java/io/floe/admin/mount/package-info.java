/**
 * Mounts, and commands to those who carry them.
 *
 * <p>In: requests. Out: the REST operations of mounts. Threads: request threads.
 */
@NullMarked
package io.floe.admin.mount;

import org.jspecify.annotations.NullMarked;
