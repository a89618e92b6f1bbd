package io.floe.edge.listener;

import io.floe.edge.ring.Piece;
import io.floe.edge.ring.Title;
import org.jspecify.annotations.Nullable;

/**
 * The ICY metadata of one listener: its phase, and the title that was told last. It goes on
 * whatever mount the pieces come from. Confined to the event loop of its listener.
 */
final class Metadata {

  private @Nullable Title told;
  private int untilBlock = Heads.METAINT;

  /** Adds a piece with the metadata blocks that fall due in it; false when its bytes are gone. */
  boolean add(Piece piece, Batch batch) {
    int from = 0;
    while (from < piece.length()) {
      if (untilBlock == 0) {
        // A block that falls due at the end of a piece waits for the next: it names that title.
        tell(piece.title(), batch);
        untilBlock = Heads.METAINT;
      }
      int size = Math.min(piece.length() - from, untilBlock);
      if (!batch.add(piece, from, size)) {
        if (from > 0) {
          throw new IllegalStateException("bytes vanished from under a write that holds them");
        }
        return false;
      }
      from += size;
      untilBlock -= size;
    }
    return true;
  }

  private void tell(Title title, Batch batch) {
    Title known = told;
    if ((known == null || !title.sameText(known)) && batch.add(title)) {
      told = title;
    } else {
      batch.unchanged();
    }
  }
}
