package io.floe.wire.hook;

import java.nio.charset.StandardCharsets;

/** A form as Icecast 2.4.4 writes it: docs/icecast-compat.md 6. Confined to one thread. */
public final class HookForm {

  private final StringBuilder text = new StringBuilder(256);

  /**
   * @param action what is asked, in Icecast's word
   */
  public HookForm(String action) {
    text.append("action=").append(action);
  }

  /** One more field; everything but letters and digits is escaped. */
  public HookForm with(String name, String value) {
    text.append('&').append(name).append('=');
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
        text.append(c);
      } else {
        text.append('%')
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      }
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
