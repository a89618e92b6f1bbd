package io.floe.wire.station;

import java.util.List;

/** What a webhook may be, wherever it is stated. Pure. */
public final class WebhookRules {

  /** What they can tell of; that of listeners takes a threshold. */
  public static final List<String> EVENTS =
      List.of(
          "source.connected",
          "source.lost",
          "metadata.changed",
          "listeners.threshold",
          "login.lockout");

  /** Of a tenant. */
  public static final int MOST = 50;

  public static final int MOST_MOUNTS = 100;
  public static final int MOST_LISTENERS = 10_000_000;
  public static final int SHORTEST_SECRET = 16;
  public static final int LONGEST_SECRET = 256;

  private WebhookRules() {}

  /** Whether requests can be signed with that. */
  public static boolean secret(String text) {
    return text.length() >= SHORTEST_SECRET
        && text.length() <= LONGEST_SECRET
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
