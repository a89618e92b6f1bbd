/**
 * The only code that touches the event bus: one clustered Vert.x per process, one bus thread per
 * node.
 *
 * <p>In: messages from other nodes. Out: messages to them, at most once, ordered per sender.
 * Threads: everything that is handed a message or scheduled on the {@link io.floe.wire.bus.Loop}
 * runs on the node's one bus thread.
 */
@NullMarked
package io.floe.wire.bus;

import org.jspecify.annotations.NullMarked;
