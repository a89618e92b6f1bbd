package io.floe.admin.webhook;

/** What an attempt has come to. */
sealed interface Outcome {

  /** The receiver has it. */
  record Delivered(int status) implements Outcome {}

  /** The receiver has answered, but not taken it. */
  record Answered(int status, String error) implements Outcome {}

  /** There was no answer, or not the whole of it. */
  record Failed(String error) implements Outcome {}

  /** Nothing was sent, because it is no place to send to. */
  record Refused(String error) implements Outcome {}
}
