package io.floe.ingest.source;

import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import java.util.Locale;
import java.util.Optional;

/** What a request head says of what follows it on its connection. Pure. */
final class KeepAlive {

  private KeepAlive() {}

  /** Whether the client wants to send further requests. */
  static boolean asked(RequestHead head) {
    String connection = head.header("Connection").orElse("").toLowerCase(Locale.ROOT);
    return head.http11() ? !connection.contains("close") : connection.contains("keep-alive");
  }

  /** What it says of the length of its body. */
  static String length(RequestHead head) {
    return head.header("Content-Length").orElse("0").strip();
  }

  /** Why the body is not taken as a form; empty: it is, and its length is a number. */
  static Optional<Reply> noForm(RequestHead head) {
    if (head.header("Transfer-Encoding").isPresent()) {
      return Optional.of(Replies.text(411, "Send the form with a Content-Length."));
    }
    String length = length(head);
    return length.matches("[0-9]{1,9}") && Integer.parseInt(length) <= Desk.MAX_FORM
        ? Optional.empty()
        : Optional.of(Replies.text(413, "A form has at most " + Desk.MAX_FORM + " bytes."));
  }

  /** Whether a body follows the head. */
  static boolean body(RequestHead head) {
    return !length(head).matches("0+") || head.header("Transfer-Encoding").isPresent();
  }

  /** Whether the client waits to be told to go on before it sends its body. */
  static boolean expects(RequestHead head) {
    return head.header("Expect")
        .map(e -> e.toLowerCase(Locale.ROOT).contains("100-continue"))
        .orElse(false);
  }
}
