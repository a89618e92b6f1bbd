package io.floe.admin.icecast;

/** A request that is not done, in the words of Icecast. */
final class Fault extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String text;

  Fault(int status, String text) {
    super(text, null, false, false);
    this.status = status;
    this.text = text;
  }

  /** No stream on that mount, none that is there for who asks. */
  static Fault noSource() {
    return new Fault(400, "Source does not exist");
  }

  int status() {
    return status;
  }

  String text() {
    return text;
  }
}
