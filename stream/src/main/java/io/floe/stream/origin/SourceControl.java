package io.floe.stream.origin;

/**
 * What the owner of a stream may ask of the connection behind it. Implemented by the source
 * session; any thread.
 */
public interface SourceControl {

  /** Milliseconds since the last byte of the encoder arrived. */
  long silentMillis();

  /**
   * Milliseconds since the encoder last sent anything that is audio. It may be long while bytes
   * come: a tag of megabytes, or a codec that was never announced.
   */
  default long soundlessMillis() {
    return silentMillis();
  }

  /**
   * The mount is lost or taken away: close the connection. Idempotent. The session must not append
   * any more.
   */
  void evict(String reason);

  /** The first lease of the stream has begun: somebody takes it. Called on the bus thread. */
  default void wanted() {}

  /** The last lease of the stream is over: nobody takes it. Called on the bus thread. */
  default void unwanted() {}
}
