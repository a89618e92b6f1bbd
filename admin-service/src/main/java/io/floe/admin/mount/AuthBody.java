package io.floe.admin.mount;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.rest.Read;
import io.floe.wire.config.UrlAuth;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whom a mount asks about listeners and sources, as REST shows and takes it.
 *
 * @param timeout a duration like 5s, as is cache
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuthBody(
    @Nullable String listenerAdd,
    @Nullable String listenerRemove,
    @Nullable String sourceConnect,
    @Nullable String header,
    @Nullable String timeout,
    UrlAuth.@Nullable WhenDown whenDown,
    @Nullable String cache) {

  private static final Set<String> FIELDS =
      Set.of(
          "listenerAdd",
          "listenerRemove",
          "sourceConnect",
          "header",
          "timeout",
          "whenDown",
          "cache");

  static AuthBody of(UrlAuth auth) {
    return new AuthBody(
        auth.listenerAdd(),
        auth.listenerRemove(),
        auth.sourceConnect(),
        auth.header(),
        Read.duration(auth.timeoutMs()),
        auth.whenDown(),
        Read.duration(auth.cacheMs()));
  }

  /** The same without what stands behind the paths of its URLs, which may be secret. */
  AuthBody noted() {
    return new AuthBody(
        withoutQuery(listenerAdd),
        withoutQuery(listenerRemove),
        withoutQuery(sourceConnect),
        header,
        timeout,
        whenDown,
        cache);
  }

  private static @Nullable String withoutQuery(@Nullable String url) {
    if (url == null) {
      return null;
    }
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query) + "?...";
  }

  /** Reads it, all of it at once. */
  static UrlAuth read(JsonNode value) {
    if (!value.isObject()) {
      throw new IllegalArgumentException("is an object, or null");
    }
    value
        .properties()
        .forEach(field -> {
          if (!FIELDS.contains(field.getKey())) {
            throw new IllegalArgumentException(
                "has a field that it does not take; there are " + String.join(", ", FIELDS));
          }
        });
    String header = one(value, "header", AuthBody::header);
    Long timeout =
        one(value, "timeout", Read.duration(UrlAuth.LEAST_TIMEOUT_MS, UrlAuth.MOST_TIMEOUT_MS));
    UrlAuth.WhenDown whenDown =
        one(
            value,
            "whenDown",
            Read.oneOf(Map.of("deny", UrlAuth.WhenDown.DENY, "allow", UrlAuth.WhenDown.ALLOW)));
    Long cache = one(value, "cache", Read.duration(0, UrlAuth.MOST_CACHE_MS));
    return new UrlAuth(
        one(value, "listenerAdd", AuthBody::url),
        one(value, "listenerRemove", AuthBody::url),
        one(value, "sourceConnect", AuthBody::url),
        header == null ? UrlAuth.USUAL_HEADER : header,
        timeout == null ? 0 : timeout.intValue(),
        whenDown == null ? UrlAuth.WhenDown.DENY : whenDown,
        cache == null ? 0 : cache.intValue());
  }

  private static <T> @Nullable T one(JsonNode value, String field, Function<JsonNode, T> reader) {
    JsonNode given = value.get(field);
    if (given == null || given.isNull()) {
      return null;
    }
    try {
      return reader.apply(given);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("has a " + field + " that " + wrong.getMessage(), wrong);
    }
  }

  private static String url(JsonNode value) {
    String text = Read.text(value);
    if (!UrlAuth.validUrl(text)) {
      throw new IllegalArgumentException(
          "is a URL like http://auth.example/listener, without a user name");
    }
    return text;
  }

  private static String header(JsonNode value) {
    String text = Read.text(value);
    if (!UrlAuth.validHeader(text)) {
      throw new IllegalArgumentException("is a header like icecast-auth-user: 1");
    }
    return text;
  }
}
