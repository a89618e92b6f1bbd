package io.floe.admin.webhook;

import java.nio.charset.StandardCharsets;

/**
 * A request as it is to be sent.
 *
 * @param tenant whose it is
 * @param event its kind
 * @param delivery stays the same over all attempts
 */
record Parcel(long tenant, String url, String secret, String event, String delivery, String body) {

  /** The body as it goes over the wire and is signed. */
  byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Parcel[" + delivery + ", not shown]";
  }
}
