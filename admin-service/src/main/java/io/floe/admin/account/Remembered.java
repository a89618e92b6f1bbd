package io.floe.admin.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Passwords that were right within the last five minutes, at most {@value #MOST}, each with the
 * hash that it opened: it counts only while that is still the user's. Neither names nor passwords
 * are kept, but their keyed digests. Threads: any.
 */
final class Remembered {

  private static final int MOST = 1000;
  private static final long NANOS = TimeUnit.MINUTES.toNanos(5);

  private record Opened(String hash, long until) {}

  private final SecretKeySpec key;
  private final LongSupplier nanoTime;

  // Guarded by itself.
  private final Map<String, Opened> entries =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Opened> eldest) {
          return size() > MOST;
        }
      };

  Remembered(LongSupplier nanoTime) {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    this.key = new SecretKeySpec(secret, "HmacSHA256");
    this.nanoTime = nanoTime;
  }

  /** What stands for a name and a password. */
  String digest(String name, String password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(name.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      mac.update(password.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal());
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JVM has no HmacSHA256", missing);
    }
  }

  /** The hash that it opened, or null. */
  @Nullable String hash(String digest) {
    synchronized (entries) {
      Opened entry = entries.get(digest);
      return entry == null || entry.until() - nanoTime.getAsLong() < 0 ? null : entry.hash();
    }
  }

  /** It opened that hash just now. */
  void put(String digest, String hash) {
    synchronized (entries) {
      entries.put(digest, new Opened(hash, nanoTime.getAsLong() + NANOS));
    }
  }
}
