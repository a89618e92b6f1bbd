package io.floe.admin.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.Cidr;
import io.floe.wire.client.CidrSet;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Readers of single values. All throw {@link IllegalArgumentException} with a message to be read
 * behind the name of the field. Pure.
 */
public final class Read {

  private static final int MAX_BYTES = 512;
  private static final int MAX_ENTRIES = 10_000;
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  private Read() {}

  /** Text as it is. */
  public static String text(JsonNode value) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException("is a string");
    }
    return value.textValue();
  }

  /** One line to show, up to 512 bytes. */
  public static String line(JsonNode value) {
    String text = text(value);
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("is one line without control characters");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new IllegalArgumentException("has at most " + MAX_BYTES + " bytes");
    }
    return text;
  }

  public static boolean flag(JsonNode value) {
    if (!value.isBoolean()) {
      throw new IllegalArgumentException("is true or false");
    }
    return value.booleanValue();
  }

  /** A whole number, both ends included. */
  public static Function<JsonNode, Integer> integer(int least, int most) {
    return value -> {
      if (!value.isIntegralNumber()
          || !value.canConvertToLong()
          || value.longValue() < least
          || value.longValue() > most) {
        throw new IllegalArgumentException("is a whole number between " + least + " and " + most);
      }
      return value.intValue();
    };
  }

  /** A duration like {@code 10s}, in ms; both ends included. */
  public static Function<JsonNode, Long> duration(long least, long most) {
    return value -> {
      Matcher match = DURATION.matcher(text(value));
      if (!match.matches()) {
        throw new IllegalArgumentException("is a duration with its unit, like \"10s\"");
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
            "is between " + duration(least) + " and " + duration(most));
      }
      return ms;
    };
  }

  /** Ms as a duration, in the largest unit that fits. */
  public static String duration(long ms) {
    if (ms % 3_600_000 == 0 && ms > 0) {
      return ms / 3_600_000 + "h";
    }
    if (ms % 60_000 == 0 && ms > 0) {
      return ms / 60_000 + "m";
    }
    return ms % 1_000 == 0 ? ms / 1_000 + "s" : ms + "ms";
  }

  /** One of a few words. */
  public static <T> Function<JsonNode, T> oneOf(Map<String, T> words) {
    return value -> {
      T meant = words.get(text(value));
      if (meant == null) {
        throw new IllegalArgumentException(
            "is " + String.join(" or ", new TreeSet<>(words.keySet())));
      }
      return meant;
    };
  }

  /** A list, each entry read by {@code reader}. */
  public static <T> Function<JsonNode, List<T>> list(Function<JsonNode, T> reader) {
    return value -> {
      if (!value.isArray()) {
        throw new IllegalArgumentException("is a list");
      }
      if (value.size() > MAX_ENTRIES) {
        throw new IllegalArgumentException("has at most " + MAX_ENTRIES + " entries");
      }
      List<T> entries = new ArrayList<>();
      for (JsonNode entry : value) {
        entries.add(reader.apply(entry));
      }
      return entries;
    };
  }

  /** Addresses and networks. */
  public static CidrSet networks(JsonNode value) {
    return CidrSet.of(list(Read::network).apply(value));
  }

  /** An address or a network. */
  public static Cidr network(JsonNode value) {
    String text = text(value);
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(wrong.getMessage() + " '" + shown(text) + "'", wrong);
    }
  }

  /** The name of a mount. */
  public static MountName mount(JsonNode value) {
    return new MountName(text(value));
  }

  /** The name of a mount that may be made. */
  public static MountName newMount(JsonNode value) {
    MountName name = mount(value);
    if (name.reserved()) {
      throw new IllegalArgumentException("belongs to Floe's own pages: choose another");
    }
    return name;
  }

  /** The name of a tenant. */
  public static String tenant(JsonNode value) {
    String text = text(value);
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException("has 1 to 63 small letters, digits and dashes");
    }
    return text;
  }

  /** The name of a time zone. */
  public static String timezone(JsonNode value) {
    String text = text(value);
    if (!ZoneId.getAvailableZoneIds().contains(text)) {
      throw new IllegalArgumentException("is a time zone like Europe/Oslo");
    }
    return text;
  }

  /** The name of a user. */
  public static String user(JsonNode value) {
    String text = text(value);
    if (!USER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "has 1 to 64 letters, digits, dots, dashes, underscores or @, the first a letter or digit");
    }
    return text;
  }

  /** A web address. */
  public static String url(JsonNode value) {
    String text = line(value);
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      if (uri.getHost() != null
          && uri.getUserInfo() == null
          && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
        return text;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new IllegalArgumentException("is a URL like https://radio.example");
  }

  /** A web address that paths are put behind. */
  public static String baseUrl(JsonNode value) {
    String text = url(value);
    URI uri = URI.create(text);
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("is a URL without ? and #");
    }
    return text.replaceAll("/+$", "");
  }

  /** A character set. */
  public static String charset(JsonNode value) {
    try {
      return Charset.forName(text(value)).name();
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException("is a character set like UTF-8 or ISO-8859-1", unknown);
    }
  }

  private static String shown(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
