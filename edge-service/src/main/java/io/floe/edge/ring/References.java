package io.floe.edge.ring;

import io.floe.wire.audio.Chunk;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The titles and links that coming audio may name, by the sequence of their chunk, for one epoch at
 * a time.
 *
 * <p>Confined to the ring's writer.
 */
final class References {

  /** Titles run ahead of their audio by a few chunks at most. */
  private static final int TITLES = 16;

  /** A link's headers may have a MiB. */
  private static final int LINKS = 2;

  private record Named<T>(long sequence, T value) {}

  private final Deque<Named<Title>> titles = new ArrayDeque<>();
  private final Deque<Named<Link>> links = new ArrayDeque<>();
  private final Title untitled = new Title(new byte[0]);
  private Title title = hold(untitled);
  private @Nullable Link link;

  References() {
    hold(untitled);
  }

  /** A TITLE or HEADER chunk: what later audio may name. */
  void learn(Chunk chunk) {
    switch (chunk.kind()) {
      case TITLE -> {
        if (titles.stream().noneMatch(t -> t.sequence() == chunk.sequence())) {
          titles.addLast(new Named<>(chunk.sequence(), hold(new Title(chunk.payload()))));
          if (titles.size() > TITLES) {
            drop(titles.removeFirst().value());
          }
        }
      }
      case HEADER -> {
        if (links.stream().noneMatch(l -> l.sequence() == chunk.sequence())) {
          links.addLast(new Named<>(chunk.sequence(), hold(new Link(chunk.payload()))));
          if (links.size() > LINKS) {
            drop(links.removeFirst().value());
          }
        }
      }
      case AUDIO -> throw new IllegalArgumentException("audio is no reference: " + chunk);
    }
  }

  /**
   * The title that this audio names. One that never came leaves the title as it is: better a stale
   * title than none.
   */
  Title titleOf(Chunk audio) {
    Title named = audio.title() == Chunk.NONE ? untitled : title;
    for (Named<Title> known : titles) {
      if (known.sequence() == audio.title()) {
        named = known.value();
      }
    }
    if (named != title) {
      hold(named);
      drop(title);
      title = named;
    }
    return named;
  }

  /** The link that this audio names. */
  @Nullable Link linkOf(Chunk audio) {
    Link named = audio.header() == Chunk.NONE ? null : link;
    for (Named<Link> known : links) {
      if (known.sequence() == audio.header()) {
        named = known.value();
      }
    }
    if (named != link) {
      if (named != null) {
        hold(named);
      }
      if (link != null) {
        drop(link);
      }
      link = named;
    }
    return named;
  }

  /** A new epoch numbers its chunks anew; title and link in force stay until its audio comes. */
  void forget() {
    titles.forEach(t -> drop(t.value()));
    titles.clear();
    links.forEach(l -> drop(l.value()));
    links.clear();
  }

  /** Lets go of everything. */
  void free() {
    forget();
    drop(title);
    drop(untitled);
    if (link != null) {
      drop(link);
      link = null;
    }
  }

  static Title hold(Title title) {
    title.uses++;
    return title;
  }

  static void drop(Title title) {
    if (--title.uses == 0) {
      title.block().release();
    }
  }

  static Link hold(Link link) {
    link.uses++;
    return link;
  }

  static void drop(Link link) {
    if (--link.uses == 0) {
      link.headers().release();
    }
  }
}
