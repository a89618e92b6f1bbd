package io.floe.admin.archive;

import java.io.IOException;

/** It cannot be done, for a reason that the operator can do something about. */
final class Refused extends IOException {

  private static final long serialVersionUID = 1;

  /**
   * @param sentence what is wrong and what to do, ending in a full stop
   */
  Refused(String sentence) {
    super(sentence);
  }
}
