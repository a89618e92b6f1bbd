package io.floe.transcoder.job;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.Rendition;
import java.util.List;

/**
 * A mount and all that is made of it, by one node with one decode.
 *
 * @param from the input
 * @param tenant whose it is
 * @param renditions at least one, in the order of their outputs' names
 */
record Job(MountName from, String tenant, List<Rendition> renditions) {

  Job {
    renditions = List.copyOf(renditions);
  }
}
