package io.floe.admin.archive;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Sums by which a damaged archive is noticed. */
final class Sums {

  private Sums() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
