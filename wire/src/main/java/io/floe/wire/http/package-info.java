/**
 * The request head as both public ports read it: lenient about line ends and protocol names, strict
 * about sizes.
 *
 * <p>In: the first bytes of a connection. Out: an immutable head, or the reason why there is none.
 * Threads: values are immutable; parsing keeps no state.
 */
@NullMarked
package io.floe.wire.http;

import org.jspecify.annotations.NullMarked;
