package io.floe.edge.listener;

import io.floe.edge.listener.ListenerCounters.Refusal;
import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.floe.wire.http.Reply;

/** The short answers of the listener port: what is wrong, and what to do. Pure. */
final class Refusals {

  private static final String TEXT = "text/plain; charset=utf-8";

  private Refusals() {}

  static Reply preflight() {
    return Reply.of(204, TEXT, "")
        .with("Allow", "GET, HEAD, OPTIONS")
        .with("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
        .with("Access-Control-Allow-Headers", "Content-Type, Icy-Metadata, Authorization, Range")
        .with("Access-Control-Max-Age", "86400");
  }

  static Reply wrongVerb() {
    return Reply.of(
            405,
            TEXT,
            "This port is for listeners: ask with GET or HEAD. Encoders connect to the Icecast"
                + " port.\n")
        .with("Allow", "GET, HEAD, OPTIONS");
  }

  static Reply malformed(int status, String reason) {
    return Reply.of(status, TEXT, "This is no request that Floe can read: " + reason + ".\n");
  }

  static Reply noPath() {
    return malformed(400, "the target is no path, like /live");
  }

  static Reply foreignProxy(Address from) {
    return Reply.of(
        400,
        TEXT,
        "PROXY protocol headers are taken from trusted proxies only: add "
            + from
            + " to trustedProxies if it is one.\n");
  }

  static Reply brokenProxy(String reason) {
    return Reply.of(400, TEXT, "The PROXY protocol header cannot be read: " + reason + ".\n");
  }

  static Reply banned() {
    return Reply.of(
        403,
        TEXT,
        "This address is banned here. If that is a mistake, ask the operator of this server to lift"
            + " the ban.\n");
  }

  static Reply unwelcome() {
    return Reply.of(
        403,
        TEXT,
        "This stream is not served to this address, or not to this player. If that is a mistake,"
            + " ask the operator of this server to change who may listen.\n");
  }

  static Reply notAdmitted(String message) {
    return Reply.of(
            401,
            TEXT,
            message.isEmpty()
                ? "This stream is for those who are let in: ask with a name and password, or the"
                    + " address that you were given.\n"
                : message + "\n")
        .with("WWW-Authenticate", "Basic realm=\"Floe\", charset=\"UTF-8\"");
  }

  static Reply nobodyAdmits() {
    return full("Nobody says now who may hear this stream");
  }

  static Reply timeout() {
    return Reply.of(408, TEXT, "The request did not come in time: send its head at once.\n");
  }

  static Reply notFound(String path) {
    String what = MountName.parse(path).map(MountName::value).orElse("this address");
    return Reply.of(
        404,
        TEXT,
        "Nothing is on the air at "
            + what
            + ". Check the address (/ lists the public streams), or come back when its source is"
            + " live.\n");
  }

  /** For one who finds no place. */
  static Reply full(Refusal why) {
    String whose =
        switch (why) {
          case MOUNT_FULL -> "This stream has as many listeners as it";
          case QUOTA -> "The streams of this station have as many listeners as they";
          default -> "This server has as many listeners as it";
        };
    return full(whose + " may have");
  }

  static Reply followersFull() {
    return full("As many follow the events of this server as it has room for");
  }

  static Reply stopping() {
    return Reply.of(
            503, TEXT, "This server is about to stop. Connect again: another one will serve you.\n")
        .with("Retry-After", "1");
  }

  static Reply noAudioYet() {
    return full("This stream has no audio yet");
  }

  static Reply noAnswer() {
    return full("Nobody said in time where this stream is");
  }

  private static Reply full(String what) {
    return Reply.of(503, TEXT, what + ". Try again in a while.\n").with("Retry-After", "10");
  }

  static Reply broken() {
    return Reply.of(
        500, TEXT, "Floe failed to make this page; the log of the edge says why. Try again.\n");
  }
}
