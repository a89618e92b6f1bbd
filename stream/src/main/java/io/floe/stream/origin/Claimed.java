package io.floe.stream.origin;

/** The outcome of a claim. */
public sealed interface Claimed {

  /** The mount is ours. */
  record Won(OriginStream stream) implements Claimed {}

  /**
   * Somebody else's; {@code reason} is for the encoder and the log, such as "Mountpoint in use".
   */
  record Refused(String reason) implements Claimed {}
}
