/**
 * Fakes by hand, raw clients, generated audio, architecture rules.
 *
 * <p>In: nothing. Out: what tests of every module share. Threads: said by each type.
 */
@NullMarked
package io.floe.testkit;

import org.jspecify.annotations.NullMarked;
