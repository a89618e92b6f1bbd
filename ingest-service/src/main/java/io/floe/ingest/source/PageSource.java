package io.floe.ingest.source;

import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import java.util.Optional;

/**
 * The pages that the Icecast port shows besides mounts, such as {@code /status-json.xsl}. Called on
 * event loops: it answers from memory.
 */
@FunctionalInterface
public interface PageSource {

  /** The page for a GET or HEAD, or empty when the target is none of its pages. */
  Optional<Reply> page(RequestHead head);
}
