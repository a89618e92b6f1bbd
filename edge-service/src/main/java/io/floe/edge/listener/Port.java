package io.floe.edge.listener;

import io.floe.edge.mount.Lookup;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.hook.Hooks;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.floe.wire.live.News;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What the connections of one event loop share.
 *
 * @param config who is trusted and who is banned
 * @param pages short replies to paths that are no mount; called on event loops, must not block
 * @param news what is told to those who follow all public mounts, or one; any thread
 * @param hooks ask whether listeners may come in; any thread
 * @param room what is left of the limits of the whole cluster
 * @param draining whether this edge takes nobody new; any thread
 * @param guests who is sent another mount than their own
 * @param visits who has come, for the history
 * @param numbers gives each listener its own; any thread
 * @param round turns and writes; confined to the loop
 */
record Port(
    ListenerSettings settings,
    ConfigFeed config,
    Lookup lookup,
    Function<RequestHead, Optional<Reply>> pages,
    Function<Optional<MountName>, Optional<News>> news,
    Hooks hooks,
    Room room,
    ListenerCounters counters,
    BooleanSupplier draining,
    AccessLog log,
    Guests guests,
    VisitBook visits,
    LongSupplier numbers,
    Round round) {}
