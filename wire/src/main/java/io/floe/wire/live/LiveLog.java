package io.floe.wire.live;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What there is, and for a while what changed when. Each change has a number, the same for all that
 * changed at once, so that who has heard everything up to a number is told of what came after it,
 * and of nothing twice. However many follow it, a topic is written once for each of its changes.
 * Confined to one thread.
 *
 * @param <A> who may hear of a topic
 */
public final class LiveLog<A> {

  /** How often what changes all the time is told. */
  public static final Duration LOOSE = Duration.ofSeconds(10);

  /** Changes kept; whoever has missed more starts anew. */
  private static final int MOST_ROUNDS = 120;

  private static final int MOST_FRAMES = 20_000;

  private record Key(String kind, String name) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int first = kind.compareTo(other.kind);
      return first != 0 ? first : name.compareTo(other.name);
    }
  }

  private record Told<A>(Object firm, Object loose, long nanos, Frame<A> frame) {}

  private record Round<A>(long number, List<Frame<A>> frames) {}

  private final Map<Key, Told<A>> told = new TreeMap<>();
  private final Deque<Round<A>> rounds = new ArrayDeque<>();
  private int kept;
  private long number;
  private long written;

  /**
   * Compares what there is with what was told.
   *
   * @param topics all of them
   * @param nanos the time
   * @return whether there is a change, which then has the next number
   */
  public boolean take(List<Topic<A>> topics, long nanos) {
    List<Frame<A>> changes = new ArrayList<>();
    Set<Key> here = new HashSet<>();
    for (Topic<A> topic : topics) {
      Key key = new Key(topic.kind(), topic.name());
      here.add(key);
      take(key, topic, nanos, changes);
    }
    told.entrySet()
        .removeIf(each -> {
          boolean gone = !here.contains(each.getKey());
          if (gone) {
            changes.add(gone(each.getValue().frame()));
          }
          return gone;
        });
    if (changes.isEmpty()) {
      return false;
    }
    number++;
    rounds.addLast(new Round<>(number, changes));
    kept += changes.size();
    while (rounds.size() > MOST_ROUNDS || (kept > MOST_FRAMES && rounds.size() > 1)) {
      kept -= rounds.removeFirst().frames().size();
    }
    return true;
  }

  private void take(Key key, Topic<A> topic, long nanos, List<Frame<A>> changes) {
    Told<A> before = told.get(key);
    boolean moved = before != null && !before.frame().audience().equals(topic.audience());
    if (before != null
        && !moved
        && before.firm().equals(topic.firm())
        && (nanos - before.nanos() < LOOSE.toNanos() || before.loose().equals(topic.loose()))) {
      return;
    }
    if (before != null && moved) {
      changes.add(gone(before.frame()));
    }
    written++;
    Frame<A> frame =
        new Frame<>(topic.kind(), topic.name(), topic.audience(), false, topic.json().get());
    told.put(key, new Told<>(topic.firm(), topic.loose(), nanos, frame));
    changes.add(frame);
  }

  private Frame<A> gone(Frame<A> last) {
    written++;
    return new Frame<>(
        last.kind(),
        last.name(),
        last.audience(),
        true,
        "{\"kind\":" + quoted(last.kind()) + ",\"name\":" + quoted(last.name()) + "}");
  }

  private static String quoted(String text) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /** Number of the newest change. */
  public long number() {
    return number;
  }

  /** How often a topic was written. */
  public long written() {
    return written;
  }

  /** Whether what came after that number is still known. */
  public boolean reaches(long after) {
    long first = rounds.isEmpty() ? number + 1 : rounds.getFirst().number();
    return after <= number && after >= first - 1;
  }

  /** What changed after that number: of each topic the newest, as long as {@link #reaches}. */
  public List<Frame<A>> since(long after) {
    if (after == number - 1 && !rounds.isEmpty()) {
      return rounds.getLast().frames();
    }
    // Whoever lost a topic and whoever got it are told both.
    record Line(Key key, Object audience) {}
    Map<Line, Frame<A>> newest = new LinkedHashMap<>();
    for (Round<A> round : rounds) {
      if (round.number() > after) {
        for (Frame<A> frame : round.frames()) {
          Line line = new Line(new Key(frame.kind(), frame.name()), frame.audience());
          newest.remove(line);
          newest.put(line, frame);
        }
      }
    }
    return List.copyOf(newest.values());
  }

  /** All there is, in order of kinds and names. */
  public List<Frame<A>> all() {
    return told.values().stream().map(Told::frame).toList();
  }

  /** Forgets everything: whatever is taken next is new. */
  public void forget() {
    told.clear();
    rounds.clear();
    kept = 0;
    number++;
  }
}
