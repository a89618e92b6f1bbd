package io.floe.admin.webhook;

import java.util.Arrays;
import java.util.List;

/** What webhooks tell of. */
enum EventKind {
  SOURCE_CONNECTED("source.connected", true),
  SOURCE_LOST("source.lost", true),
  METADATA_CHANGED("metadata.changed", true),
  LISTENERS_THRESHOLD("listeners.threshold", true),
  LOGIN_LOCKOUT("login.lockout", true),
  /** Asked for by somebody who wants to see whether it works. */
  TEST("test", false);

  private final String word;
  private final boolean choosable;

  EventKind(String word, boolean choosable) {
    this.word = word;
    this.choosable = choosable;
  }

  /** As REST and requests name it. */
  String word() {
    return word;
  }

  /**
   * What an event is known by, whoever adds it.
   *
   * @param turn tells it from others of the same
   */
  String key(String what, long turn) {
    return word + ":" + what + ":" + turn;
  }

  /** The words of those that a webhook may ask for. */
  static List<String> words() {
    return Arrays.stream(values()).filter(kind -> kind.choosable).map(EventKind::word).toList();
  }
}
