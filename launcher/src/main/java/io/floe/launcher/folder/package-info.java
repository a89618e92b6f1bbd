/**
 * The data folder: who may use it, what is kept in it, and the secrets of the first start.
 *
 * <p>In: a path. Out: a lock, JSON files written whole or not at all. Threads: none of its own;
 * nothing here is shared.
 */
@NullMarked
package io.floe.launcher.folder;

import org.jspecify.annotations.NullMarked;
