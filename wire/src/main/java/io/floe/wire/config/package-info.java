/**
 * What the control plane decides: whole, versioned snapshots that every data-plane service keeps in
 * memory and on disk.
 *
 * <p>In: a JSON file written by whoever is in control. Out: immutable snapshots. Threads: values
 * are immutable; a {@link io.floe.wire.config.ConfigFeed} calls its subscribers on its own thread.
 */
@NullMarked
package io.floe.wire.config;

import org.jspecify.annotations.NullMarked;
