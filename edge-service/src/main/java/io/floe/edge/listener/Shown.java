package io.floe.edge.listener;

import io.floe.wire.audio.MountName;
import java.util.List;
import java.util.Optional;

/** Which pages are about one mount, and so for those whom it serves. Pure. */
final class Shown {

  private static final List<String> PAGES = List.of("/player", "/embed");

  private Shown() {}

  /** The mount that the page of that path is about, if it is about one. */
  static Optional<MountName> at(String path) {
    return PAGES.stream()
        .filter(page -> path.startsWith(page + "/"))
        .findFirst()
        .flatMap(page -> MountName.parse(path.substring(page.length())))
        .filter(mount -> !mount.reserved());
  }
}
