/**
 * Asks a web server of the operator's whether somebody may come in.
 *
 * <p>In: who wants what. Out: yes, no, or that nobody answers. Threads: callers of any kind, none
 * of which ever waits; answers come on threads of its own.
 */
@NullMarked
package io.floe.wire.hook;

import org.jspecify.annotations.NullMarked;
