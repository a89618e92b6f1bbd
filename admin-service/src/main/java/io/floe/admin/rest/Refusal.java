package io.floe.admin.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operation that is not done, and why: becomes a problem document. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String detail;
  private final transient List<Mistake> mistakes;
  private final @Nullable Integer retrySeconds;

  /**
   * A mistake in what was sent.
   *
   * @param field its name in the body or the query
   * @param detail what is wrong, to be read behind the name
   */
  public record Mistake(String field, String detail) {}

  private Refusal(
      int status, String detail, List<Mistake> mistakes, @Nullable Integer retrySeconds) {
    super(detail, null, false, false);
    this.status = status;
    this.detail = detail;
    this.mistakes = List.copyOf(mistakes);
    this.retrySeconds = retrySeconds;
  }

  /** 400: mistakes in the fields. */
  public static Refusal invalid(List<Mistake> mistakes) {
    return new Refusal(
        400, "The request has mistakes; they are listed in 'errors'.", mistakes, null);
  }

  /** 400: one mistake. */
  public static Refusal invalid(String field, String detail) {
    return invalid(List.of(new Mistake(field, detail)));
  }

  /** 403: known, but not allowed. */
  public static Refusal forbidden(String detail) {
    return new Refusal(403, detail, List.of(), null);
  }

  /** 404: not there, or not for the eyes of who asks. */
  public static Refusal absent(String what) {
    return new Refusal(404, "There is no " + what + ".", List.of(), null);
  }

  /** 409: what is there is in the way. */
  public static Refusal conflict(String detail) {
    return new Refusal(409, detail, List.of(), null);
  }

  /** 422: each field is fine, together they are not. */
  public static Refusal senseless(String detail) {
    return new Refusal(422, detail, List.of(), null);
  }

  /** 422: a field is fine by itself, but not with what else there is. */
  public static Refusal senseless(String field, String detail) {
    return new Refusal(
        422,
        "The request makes no sense; 'errors' says why.",
        List.of(new Mistake(field, detail)),
        null);
  }

  /** 429: more than one may have. */
  public static Refusal tooMany(String detail, int retrySeconds) {
    return new Refusal(429, detail, List.of(), retrySeconds);
  }

  /** 503: not now. */
  public static Refusal busy(String detail, int retrySeconds) {
    return new Refusal(503, detail, List.of(), retrySeconds);
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** A sentence for people. */
  public String detail() {
    return detail;
  }

  /** Mistakes by field; empty when it is about something else. */
  public List<Mistake> mistakes() {
    return mistakes;
  }

  /** When to try again; null: it would not help. */
  public @Nullable Integer retrySeconds() {
    return retrySeconds;
  }
}
