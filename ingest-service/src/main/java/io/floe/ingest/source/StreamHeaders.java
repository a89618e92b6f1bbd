package io.floe.ingest.source;

import io.floe.wire.audio.StreamInfo;
import io.floe.wire.config.Mount;
import io.floe.wire.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a source says of its stream in {@code ice-} and {@code icy-} headers. Pure. */
final class StreamHeaders {

  private static final int MAX_TEXT = 500;
  private static final Pattern INFO_BITRATE =
      Pattern.compile("(?:^|;)\\s*(?:ice-)?bitrate\\s*=\\s*([0-9]+)");
  private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

  private StreamHeaders() {}

  /** The stream as its headers describe it; what the mount's settings say comes first. */
  static StreamInfo read(RequestHead head, String contentType, Mount settings) {
    String audioInfo = unescaped(text(head, "ice-audio-info"));
    return settings.over(
        new StreamInfo(
            contentType,
            text(head, "ice-name", "icy-name", "x-audiocast-name"),
            text(head, "ice-description", "icy-description", "x-audiocast-description"),
            text(head, "ice-genre", "icy-genre", "x-audiocast-genre"),
            text(head, "ice-url", "icy-url", "x-audiocast-url"),
            bitrate(text(head, "ice-bitrate", "icy-br", "x-audiocast-bitrate"), audioInfo),
            listed(text(head, "ice-public", "icy-pub", "icy-public", "x-audiocast-public")),
            audioInfo));
  }

  private static boolean listed(String said) {
    return switch (said.toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes", "on" -> true;
      default -> false;
    };
  }

  private static int bitrate(String said, String audioInfo) {
    Matcher leading = Pattern.compile("^[0-9]{1,9}").matcher(said);
    if (leading.find()) {
      return Math.min(Integer.parseInt(leading.group()), 1_000_000);
    }
    Matcher inside = INFO_BITRATE.matcher(audioInfo);
    if (inside.find() && inside.group(1).length() <= 9) {
      return Math.min(Integer.parseInt(inside.group(1)), 1_000_000);
    }
    return 0;
  }

  // Values may come percent-encoded as a whole: "bitrate=128%3bchannels=2".
  private static String unescaped(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    String bytes =
        ESCAPE
            .matcher(
                new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
            .replaceAll(m ->
                Matcher.quoteReplacement(
                    Character.toString((char) Integer.parseInt(m.group(1), 16))));
    return Escaped.line(
        RequestHead.text(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1),
        MAX_TEXT);
  }

  private static String text(RequestHead head, String... names) {
    for (String name : names) {
      Optional<String> value = head.text(name);
      if (value.isPresent() && !value.get().isBlank()) {
        return Escaped.line(value.get(), MAX_TEXT);
      }
    }
    return "";
  }
}
