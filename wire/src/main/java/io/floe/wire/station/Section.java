package io.floe.wire.station;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of a station file while it is read: every getter takes a key's value or notes what is
 * wrong with it, and {@link #close} notes the keys that nobody asked for. Confined to one thread.
 */
final class Section {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");

  private final String place;
  private final int line;
  private final Notes notes;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  /** Collects what is found. */
  static final class Notes {
    final List<Problem> problems = new ArrayList<>();
    final List<Problem> warnings = new ArrayList<>();

    void problem(Node where, String text) {
      problems.add(new Problem(lineOf(where), text));
    }

    void warning(Node where, String text) {
      warnings.add(new Problem(lineOf(where), text));
    }
  }

  /**
   * @param place what the mapping is called in messages: empty for the file itself
   */
  Section(MappingNode node, String place, Notes notes) {
    this.place = place;
    this.line = lineOf(node);
    this.notes = notes;
    for (NodeTuple entry : node.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        notes.problem(entry.getKeyNode(), within("a key is a plain word"));
        continue;
      }
      NodeTuple before = entries.putIfAbsent(key.getValue(), entry);
      if (before != null) {
        notes.problem(
            key,
            within(
                "'%s' is here twice, first in line %d"
                    .formatted(key.getValue(), lineOf(before.getKeyNode()))));
      }
    }
  }

  static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  /** Line that the mapping starts in. */
  int line() {
    return line;
  }

  /** Whether there is such a key, with a value or without. */
  boolean has(String key) {
    return entries.containsKey(key);
  }

  /** The node of that key, whatever it is. */
  @Nullable Node node(String key) {
    known.add(key);
    NodeTuple entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    Node value = entry.getValueNode();
    if (value.getTag().equals(Tag.NULL)) {
      notes.problem(value, of(key, "has no value: give one or remove the line"));
      return null;
    }
    return value;
  }

  /** The text of that key, whatever YAML takes it for: a genre may be called No. */
  @Nullable String text(String key) {
    Node value = node(key);
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    if (value != null) {
      notes.problem(value, of(key, "is a text"));
    }
    return null;
  }

  /** The text of that key, turned into something by a function that throws when it cannot. */
  <T> @Nullable T parsed(String key, Function<String, T> parser) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      problem(key, "%s '%s'".formatted(e.getMessage(), shown(text)));
      return null;
    }
  }

  /** A number between two bounds, both included. */
  @Nullable Integer integer(String key, int least, int most) {
    return parsed(
        key,
        text -> {
          if (INTEGER.matcher(text).matches()) {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
              return (int) value;
            }
          }
          throw new IllegalArgumentException(
              "is a whole number between %d and %d, not".formatted(least, most));
        });
  }

  /** True or false. */
  @Nullable Boolean flag(String key) {
    return parsed(
        key,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("is true or false, not");
            });
  }

  /** One of a few words. */
  <T> @Nullable T oneOf(String key, Map<String, T> words) {
    return parsed(
        key,
        text -> {
          T value = words.get(text);
          if (value == null) {
            throw new IllegalArgumentException(
                "is " + String.join(" or ", new TreeSet<>(words.keySet())) + ", not");
          }
          return value;
        });
  }

  /** A duration like {@code 10s}, in ms. */
  @Nullable Long durationMs(String key, long least, long most) {
    return parsed(
        key,
        text -> {
          Matcher match = DURATION.matcher(text);
          if (!match.matches()) {
            throw new IllegalArgumentException("is a duration with its unit, like 10s, not");
          }
          long unit =
              switch (match.group(2)) {
                case "ms" -> 1;
                case "s" -> 1_000;
                case "m" -> 60_000;
                default -> 3_600_000;
              };
          long ms = Long.parseLong(match.group(1)) * unit;
          if (ms < least || ms > most) {
            throw new IllegalArgumentException(
                "is between %s and %s, not".formatted(spoken(least), spoken(most)));
          }
          return ms;
        });
  }

  /**
   * The texts in the list of that key, each turned into something, and all of them together.
   *
   * @param example of an entry
   * @param most entries
   */
  <T, L> @Nullable L all(
      String key,
      String example,
      int most,
      Function<String, T> parser,
      Function<List<T>, L> together) {
    Node value = node(key);
    if (value == null) {
      return null;
    }
    if (!(value instanceof SequenceNode list)) {
      notes.problem(value, of(key, "is a list, like [" + example + "]"));
      return null;
    }
    if (list.getValue().size() > most) {
      notes.problem(
          value, of(key, "has at most %d entries, not %d".formatted(most, list.getValue().size())));
      return null;
    }
    List<T> found = new ArrayList<>();
    for (Node item : list.getValue()) {
      String text = item instanceof ScalarNode scalar ? scalar.getValue() : "";
      try {
        found.add(parser.apply(text));
      } catch (IllegalArgumentException e) {
        notes.problem(
            item, of(key, "has an entry that %s '%s'".formatted(e.getMessage(), shown(text))));
      }
    }
    return together.apply(found);
  }

  /**
   * The mappings in the list of that key.
   *
   * @param first a key that each of them has
   */
  List<Section> sections(String key, String itemName, String first) {
    Node value = node(key);
    List<Section> found = new ArrayList<>();
    if (value instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        if (item instanceof MappingNode mapping) {
          found.add(
              new Section(mapping, of(itemName + " " + (found.size() + 1), "").strip(), notes));
        } else {
          notes.problem(item, of(key, "is a list of mappings, each with a " + first));
        }
      }
    } else if (value != null) {
      notes.problem(value, of(key, "is a list: every entry begins with a dash"));
    }
    return found;
  }

  /** The mapping of that key, as another section. */
  @Nullable Section section(String key) {
    Node value = node(key);
    if (value instanceof MappingNode mapping) {
      return within(mapping, key);
    }
    if (value != null) {
      notes.problem(value, of(key, "is a mapping, like {name: value}"));
    }
    return null;
  }

  /** That mapping, the value of that key, as another section. */
  Section within(MappingNode mapping, String key) {
    return new Section(mapping, of(key, "").strip(), notes);
  }

  /** Notes which of these keys are not there. */
  void require(String... keys) {
    for (String key : keys) {
      if (!has(key)) {
        problem(key, "is missing");
      }
    }
  }

  /**
   * Notes a name that is there already.
   *
   * @param lines where each name is
   */
  <T> void once(String key, String what, T name, Map<T, Integer> lines) {
    Integer before = lines.putIfAbsent(name, line);
    if (before != null) {
      problem(
          key,
          "is taken: the %s '%s' is in line %d already; names are unique in the whole file"
              .formatted(what, name, before));
    }
  }

  /** Refuses a key that has its place elsewhere. */
  void elsewhere(String key, String where) {
    if (node(key) != null) {
      problem(key, where);
    }
    known.remove(key);
    entries.remove(key);
  }

  /** Notes a mistake in the value of that key. */
  void problem(String key, String text) {
    NodeTuple entry = entries.get(key);
    if (entry != null) {
      notes.problem(entry.getValueNode(), of(key, text));
    } else {
      notes.problems.add(new Problem(line, of(key, text)));
    }
  }

  /** Notes something to think about in the value of that key. */
  void warning(String key, String text) {
    NodeTuple entry = entries.get(key);
    if (entry != null) {
      notes.warning(entry.getValueNode(), of(key, text));
    }
  }

  /** Refuses every key that was not asked for, by name those of later releases. */
  void close(Set<String> later) {
    for (Map.Entry<String, NodeTuple> entry : entries.entrySet()) {
      String key = entry.getKey();
      if (known.contains(key)) {
        continue;
      }
      Node where = entry.getValue().getKeyNode();
      if (later.contains(key)) {
        notes.problem(where, of(key, "is not in this release yet: remove it"));
        continue;
      }
      Set<String> names = new TreeSet<>(known);
      names.addAll(later);
      String nearest = Nearest.to(key, names);
      notes.problem(
          where,
          within("there is no key '%s'".formatted(shown(key)))
              + (nearest == null
                  ? "; it may be one of " + String.join(", ", known)
                  : "; did you mean '" + nearest + "'?"));
    }
  }

  private String within(String text) {
    return place.isEmpty() ? text : place + ": " + text;
  }

  private String of(String key, String text) {
    return within(key + (text.isEmpty() ? "" : " " + text));
  }

  private static String shown(String text) {
    String safe = text.replaceAll("\\p{Cntrl}", "?");
    return safe.length() > 60 ? safe.substring(0, 60) + "..." : safe;
  }

  private static String spoken(long ms) {
    return ms % 3_600_000 == 0 ? ms / 3_600_000 + "h" : ms / 1_000 + "s";
  }
}
