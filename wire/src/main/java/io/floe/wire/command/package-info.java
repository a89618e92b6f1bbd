/**
 * What an operator wants done at once, or wants to know, taken to the nodes that can do or say it.
 *
 * <p>In: commands and questions of whoever runs the control plane. Out: how many sources or
 * listeners they concerned, and who listens. Threads: confined to the bus thread; asked from any.
 */
@NullMarked
package io.floe.wire.command;

import org.jspecify.annotations.NullMarked;
