package io.floe.ingest.source;

import io.floe.ingest.source.SourceHandshake.Greeting;
import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Encoder;
import io.floe.wire.client.Address;
import io.floe.wire.config.Mount;

/**
 * An encoder with the right password, on its way to its mount.
 *
 * @param owner whose source password let it in or, when it was the mount's own, whose mount it was
 *     then
 * @param address of the client
 * @param body reads what follows; belongs to the session
 * @param greeting what it is told once the mount is its own
 */
record Entrant(
    MountName mount,
    StreamInfo info,
    Encoder encoder,
    String owner,
    Address address,
    Mount settings,
    Body body,
    Greeting greeting) {}
