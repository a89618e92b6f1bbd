package io.floe.admin.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.floe.admin.rest.Refusal.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A body while it is read: every field that is asked for is taken or noted as a mistake, and {@link
 * #done} refuses the whole with all mistakes, fields that nobody asked for included. A field that
 * is absent stays as it was; one that is null goes back to nothing. Confined to one thread.
 */
public final class Form {

  private static final int SHOWN = 40;

  private final ObjectNode body;
  private final Set<String> known = new TreeSet<>();
  private final List<Mistake> mistakes = new ArrayList<>();

  private Form(ObjectNode body) {
    this.body = body;
  }

  /** Reads that body, which is an object. */
  public static Form of(@Nullable JsonNode body) {
    if (body instanceof ObjectNode object) {
      return new Form(object);
    }
    throw Refusal.invalid("body", "is a JSON object");
  }

  /** Whether the body has the field, be it null. */
  public boolean has(String field) {
    return body.has(field);
  }

  /** Takes a field that cannot be without a value. */
  public <T> void field(String field, Function<JsonNode, T> reader, Consumer<T> into) {
    known.add(field);
    JsonNode value = body.get(field);
    if (value == null) {
      return;
    }
    if (value.isNull()) {
      mistake(field, "cannot be null: give a value or leave it out");
      return;
    }
    T read = read(field, value, reader);
    if (read != null) {
      into.accept(read);
    }
  }

  /** Takes a field that may be null. */
  public <T> void optional(String field, Function<JsonNode, T> reader, Consumer<@Nullable T> into) {
    known.add(field);
    JsonNode value = body.get(field);
    if (value == null) {
      return;
    }
    if (value.isNull()) {
      into.accept(null);
      return;
    }
    T read = read(field, value, reader);
    if (read != null) {
      into.accept(read);
    }
  }

  /** The value of a field, or null when it is absent or wrong; absent is noted if required. */
  public <T> @Nullable T value(String field, Function<JsonNode, T> reader, boolean required) {
    List<T> found = new ArrayList<>();
    field(field, reader, found::add);
    if (required && !body.has(field)) {
      mistake(field, "is missing");
    }
    return found.isEmpty() ? null : found.getFirst();
  }

  /** A field that is only ever read may come back as it was sent. */
  public void shown(String... fields) {
    known.addAll(List.of(fields));
  }

  /** Notes a mistake. */
  public void mistake(String field, String detail) {
    mistakes.add(new Mistake(field, detail));
  }

  /**
   * Ends the reading.
   *
   * @throws Refusal with all mistakes, if there are any
   */
  public void done() {
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!known.contains(field.getKey())) {
        String name = field.getKey();
        mistake(
            name.length() > SHOWN ? name.substring(0, SHOWN) + "..." : name,
            "is not a field of this; there are " + String.join(", ", known));
      }
    }
    if (!mistakes.isEmpty()) {
      throw Refusal.invalid(mistakes);
    }
  }

  private <T> @Nullable T read(String field, JsonNode value, Function<JsonNode, T> reader) {
    try {
      return reader.apply(value);
    } catch (IllegalArgumentException wrong) {
      mistake(field, String.valueOf(wrong.getMessage()));
      return null;
    }
  }
}
