package io.floe.admin.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets with AES-256-GCM, so that a copy of the database alone tells none. What is sealed
 * is bound to its place: in another row it does not open. Immutable; any thread.
 */
public final class Vault {

  /** What to do about a vault that has no key. */
  public static final String NO_KEY =
      "This needs FLOE_SECRET_KEY, with which secrets are encrypted in the database: set it to 32"
          + " random bytes in base64, the same for every admin service, and start them again.";

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int ID_BYTES = 4;
  private static final SecureRandom RANDOM = new SecureRandom();

  private record Key(String id, SecretKey key) {

    @Override
    public String toString() {
      return "Key[" + id + ", not shown]";
    }
  }

  /** The one that seals, and then those that only open. */
  private final List<Key> keys;

  /** Why a secret does not open. */
  public static final class Locked extends Exception {

    private static final long serialVersionUID = 1;

    Locked(String why) {
      super(why);
    }
  }

  /**
   * @param key 32 bytes in base64; absent: nothing can be sealed
   * @param old the one before, which still opens what it has sealed
   * @throws IllegalArgumentException when one is no key; the message says which
   */
  public Vault(Optional<String> key, Optional<String> old) {
    List<Key> all = new ArrayList<>();
    key.filter(text -> !text.isBlank()).ifPresent(text -> all.add(key("FLOE_SECRET_KEY", text)));
    if (old.filter(text -> !text.isBlank()).isPresent()) {
      if (all.isEmpty()) {
        throw new IllegalArgumentException(
            "FLOE_SECRET_KEY_OLD is set without FLOE_SECRET_KEY: set that to the new key");
      }
      all.add(key("FLOE_SECRET_KEY_OLD", old.get()));
    }
    keys = List.copyOf(all);
  }

  /** Whether it can seal. */
  public boolean hasKey() {
    return !keys.isEmpty();
  }

  /**
   * The text that keeps a secret.
   *
   * @param place where it is kept, like {@code webhook 12}
   * @throws IllegalStateException without a key, see {@link #NO_KEY}
   */
  public String seal(String secret, String place) {
    if (keys.isEmpty()) {
      throw new IllegalStateException(NO_KEY);
    }
    Key key = keys.getFirst();
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, place);
      byte[] sealed = cipher.doFinal(secret.getBytes(StandardCharsets.UTF_8));
      Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
      return key.id() + "." + base64.encodeToString(nonce) + "." + base64.encodeToString(sealed);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JVM cannot encrypt with " + CIPHER, missing);
    }
  }

  /**
   * The secret that such a text keeps.
   *
   * @param place where it was found
   */
  public String unseal(String text, String place) throws Locked {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      throw new Locked("the secret in the database is damaged: give a new one");
    }
    for (Key key : keys) {
      if (key.id().equals(parts[0])) {
        return unseal(key, parts[1], parts[2], place);
      }
    }
    throw new Locked(
        "the secret is encrypted with the key "
            + (parts[0].matches("[0-9a-f]{8}") ? parts[0] : "?")
            + ", which this admin service does not have: give it as FLOE_SECRET_KEY_OLD, or give"
            + " the webhook a new secret");
  }

  /** Whether another key than the one that seals now has sealed it. */
  public boolean outdated(String text) {
    return !keys.isEmpty() && !text.startsWith(keys.getFirst().id() + ".");
  }

  private static String unseal(Key key, String nonce, String sealed, String place) throws Locked {
    try {
      Base64.Decoder base64 = Base64.getUrlDecoder();
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, base64.decode(nonce), place);
      return new String(cipher.doFinal(base64.decode(sealed)), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException broken) {
      Locked locked = new Locked("the secret in the database is damaged: give a new one");
      locked.initCause(broken);
      throw locked;
    }
  }

  private static Cipher cipher(int mode, Key key, byte[] nonce, String place)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static Key key(String variable, String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException wrong) {
      throw notAKey(variable);
    }
    if (bytes.length != KEY_BYTES) {
      throw notAKey(variable);
    }
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update("floe key".getBytes(StandardCharsets.UTF_8));
      byte[] digest = sha.digest(bytes);
      String id = HexFormat.of().formatHex(digest, 0, ID_BYTES);
      return new Key(id, new SecretKeySpec(bytes, "AES"));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JVM has no SHA-256", missing);
    }
  }

  private static IllegalArgumentException notAKey(String variable) {
    return new IllegalArgumentException(
        variable + " is not 32 bytes in base64: make one with  head -c 32 /dev/urandom | base64");
  }
}
