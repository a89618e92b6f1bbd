package io.floe.edge.listener;

import java.util.List;

/** What players call themselves, short enough to count by. Pure. */
final class Players {

  private static final int MAX_CHARS = 40;

  /** Browsers all say that they are each other: the first of these that is named is the one. */
  private static final List<String> BROWSERS =
      List.of("Edg", "OPR", "Vivaldi", "SamsungBrowser", "Firefox", "Chrome", "Safari");

  private Players() {}

  /**
   * The name of the player, without version, system and whatever else may tell one client from
   * another; empty when it gives none.
   */
  static String name(String agent) {
    String text = agent.strip();
    if (text.isEmpty() || text.equals("-")) {
      return "";
    }
    if (text.startsWith("Mozilla/")) {
      for (String browser : BROWSERS) {
        if (text.contains(browser + "/")) {
          return browser.equals("Edg") ? "Edge" : browser.equals("OPR") ? "Opera" : browser;
        }
      }
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length() && name.length() < MAX_CHARS; i++) {
      char c = text.charAt(i);
      boolean version = i > 0 && c >= '0' && c <= '9' && text.charAt(i - 1) == ' ';
      if (version || !(Character.isLetterOrDigit(c) || " ._-+".indexOf(c) >= 0)) {
        break;
      }
      name.append(c);
    }
    return name.toString().strip();
  }
}
