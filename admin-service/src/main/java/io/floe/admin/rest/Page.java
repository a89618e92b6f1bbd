package io.floe.admin.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list.
 *
 * @param next what to give as {@code after} for the part that follows; absent: this was the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(List<T> items, @Nullable String next) {

  public Page {
    items = List.copyOf(items);
  }

  /** The key after which to go on; empty: from the start. */
  public static String after(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return "";
    }
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      throw Refusal.invalid("after", "is the 'next' of a page before");
    }
  }

  /** The number after which to go on, or {@code start}. */
  public static long after(@Nullable String cursor, long start) {
    return after(cursor, start, Long::parseLong);
  }

  /**
   * The place after which to go on, or {@code start}.
   *
   * @param reader of a key; throws {@link IllegalArgumentException} when it is none
   */
  public static <T> T after(@Nullable String cursor, T start, Function<String, T> reader) {
    String key = after(cursor);
    try {
      return key.isEmpty() ? start : reader.apply(key);
    } catch (IllegalArgumentException broken) {
      throw Refusal.invalid("after", "is the 'next' of a page before");
    }
  }

  /**
   * The page of these rows.
   *
   * @param rows one more than {@code limit} when there are more
   * @param key by which rows are ordered
   */
  public static <R, T> Page<T> of(
      List<R> rows, int limit, Function<R, String> key, Function<R, T> view) {
    List<R> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
    String next =
        rows.size() > limit
            ? Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.apply(shown.getLast()).getBytes(StandardCharsets.UTF_8))
            : null;
    return new Page<>(shown.stream().map(view).toList(), next);
  }
}
