package io.floe.wire.live;

import java.util.function.Supplier;

/**
 * One thing that is told of, as it is now.
 *
 * @param kind name of its event, such as {@code mount}
 * @param name unique among those of its kind
 * @param audience who may hear of it
 * @param firm what is told as soon as it is another one
 * @param loose what changes all the time, and is told every {@link LiveLog#LOOSE}
 * @param json asked for only when it is told; one line
 */
public record Topic<A>(
    String kind, String name, A audience, Object firm, Object loose, Supplier<String> json) {}
