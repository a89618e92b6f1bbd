package io.floe.edge.listener;

import io.floe.edge.mount.Lookup;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What the connections of one event loop share.
 *
 * @param config who is trusted and who is banned
 * @param pages short replies to paths that are no mount; called on event loops, must not block
 * @param elsewhere listeners that other edges have on a mount; any thread
 * @param draining whether this edge takes nobody new; any thread
 * @param round turns and writes; confined to the loop
 */
record Port(
    ListenerSettings settings,
    ConfigFeed config,
    Lookup lookup,
    Function<RequestHead, Optional<Reply>> pages,
    ToIntFunction<MountName> elsewhere,
    ListenerCounters counters,
    BooleanSupplier draining,
    AccessLog log,
    Round round) {}
