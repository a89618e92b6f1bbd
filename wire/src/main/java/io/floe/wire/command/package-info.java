/**
 * What an operator wants done at once, taken to the nodes that can do it.
 *
 * <p>In: commands of whoever runs the control plane. Out: how many sources or listeners they
 * concerned. Threads: confined to the bus thread; commands are given from any.
 */
@NullMarked
package io.floe.wire.command;

import org.jspecify.annotations.NullMarked;
