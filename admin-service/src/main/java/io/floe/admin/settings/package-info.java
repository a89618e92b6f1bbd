/**
 * What holds for the whole platform.
 *
 * <p>In: requests. Out: the REST operations of settings. Threads: request threads.
 */
@NullMarked
package io.floe.admin.settings;

import org.jspecify.annotations.NullMarked;
