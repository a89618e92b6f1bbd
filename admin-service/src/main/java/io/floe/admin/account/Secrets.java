package io.floe.admin.account;

import at.favre.lib.crypto.bcrypt.BCrypt;
import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Read;
import io.floe.admin.rest.Refusal;
import io.floe.wire.station.PasswordRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes and hashes secrets. Threads: any; bcrypt takes some 60 ms. */
public final class Secrets {

  private static final int COST = 10;
  private static final int PATIENCE_SECONDS = 10;
  private static final int RETRY_SECONDS = 2;
  private static final Semaphore AT_ONCE =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
  private static final int RANDOM_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /** 256 random bits that fit into a header. */
  public static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What is kept of a random secret. */
  static String digest(String secret) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("this JVM has no SHA-256", missing);
    }
  }

  /** Compares in a time that does not depend on where the two differ. */
  static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The bcrypt hash of a password. A few are made at once, so that whoever makes many leaves
   * something for others.
   *
   * @throws Refusal when too many are wanted
   */
  public static String hash(String password) {
    try {
      if (!AT_ONCE.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw Refusal.busy("Too many passwords are set now: try again.", RETRY_SECONDS);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw Refusal.busy("The admin service is stopping: try again.", RETRY_SECONDS);
    }
    try {
      return BCrypt.with(BCrypt.Version.VERSION_2B).hashToString(COST, password.toCharArray());
    } finally {
      AT_ONCE.release();
    }
  }

  /** Whether it is the password behind that hash. */
  public static boolean matches(String password, String hash) {
    return BCrypt.verifyer().verify(password.toCharArray(), hash.toCharArray()).verified;
  }

  /**
   * The hash that a body gives, be it of a clear password or as one; null: it gives none. Fields
   * are {@code password} and {@code passwordHash} behind {@code prefix}.
   *
   * @param prefix empty, or the first part of the names, like {@code source}
   */
  public static @Nullable String read(Form form, String prefix) {
    String clearField = prefix.isEmpty() ? "password" : prefix + "Password";
    String clear = form.value(clearField, Secrets::password, false);
    String hash = form.value(clearField + "Hash", Secrets::bcrypt, false);
    if (clear != null && hash != null) {
      form.mistake(clearField, "is given twice: leave out one of password and hash");
    }
    return hash != null ? hash : clear == null ? null : hash(clear);
  }

  /** A password that somebody chose. */
  static String password(JsonNode value) {
    String text = Read.text(value);
    String problem = PasswordRules.problemOf(text);
    if (problem != null) {
      throw new IllegalArgumentException("cannot be used: " + problem);
    }
    return text;
  }

  private static String bcrypt(JsonNode value) {
    String text = Read.text(value);
    if (!PasswordRules.isHash(text)) {
      throw new IllegalArgumentException("is a bcrypt hash: " + PasswordRules.HASH_FORM);
    }
    return text;
  }
}
