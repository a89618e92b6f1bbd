package io.floe.transcoder.codec;

/** A stream is of a kind that cannot be decoded; the message says what it is and what to send. */
final class UnsupportedAudioException extends Exception {

  private static final long serialVersionUID = 1;

  UnsupportedAudioException(String message) {
    super(message);
  }
}
