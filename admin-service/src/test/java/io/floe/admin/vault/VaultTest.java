package io.floe.admin.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VaultTest {

  private static final String FIRST = key(1);
  private static final String SECOND = key(2);

  @Test
  void sealedSecret_opensInItsPlaceAlone() throws Exception {
    Vault vault = new Vault(Optional.of(FIRST), Optional.empty());
    String sealed = vault.seal("geheim-ü", "webhook 1");
    assertThat(sealed).doesNotContain("geheim");
    assertThat(vault.unseal(sealed, "webhook 1")).isEqualTo("geheim-ü");
    assertThatThrownBy(() -> vault.unseal(sealed, "webhook 2"))
        .isInstanceOf(Vault.Locked.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void sameSecret_isNeverSealedAlike() {
    Vault vault = new Vault(Optional.of(FIRST), Optional.empty());
    Set<String> sealed = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      sealed.add(vault.seal("same", "x"));
    }
    assertThat(sealed).hasSize(100);
  }

  @Test
  void changedText_doesNotOpen_whateverWasChanged() {
    Vault vault = new Vault(Optional.of(FIRST), Optional.empty());
    String sealed = vault.seal("some secret", "x");
    Random random = new Random(4);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder changed = new StringBuilder(sealed);
      int at = random.nextInt(sealed.length());
      char other = "ABCabc012-_.".charAt(random.nextInt(12));
      changed.setCharAt(at, other);
      String text = changed.toString();
      if (!text.equals(sealed) && !sameBytes(text, sealed)) {
        assertThatThrownBy(() -> vault.unseal(text, "x")).as(text).isInstanceOf(Vault.Locked.class);
      }
    }
  }

  @Test
  void oldKey_opens_andWhatItSealedIsOutdated() throws Exception {
    String sealed = new Vault(Optional.of(FIRST), Optional.empty()).seal("s", "x");
    Vault next = new Vault(Optional.of(SECOND), Optional.of(FIRST));
    assertThat(next.unseal(sealed, "x")).isEqualTo("s");
    assertThat(next.outdated(sealed)).isTrue();
    String again = next.seal("s", "x");
    assertThat(next.outdated(again)).isFalse();
    Vault later = new Vault(Optional.of(SECOND), Optional.empty());
    assertThat(later.unseal(again, "x")).isEqualTo("s");
    assertThatThrownBy(() -> later.unseal(sealed, "x"))
        .isInstanceOf(Vault.Locked.class)
        .hasMessageContaining("FLOE_SECRET_KEY_OLD");
  }

  @Test
  void withoutAKey_nothingIsSealed_andTheMessageSaysWhatToDo() {
    Vault vault = new Vault(Optional.empty(), Optional.empty());
    assertThat(vault.hasKey()).isFalse();
    assertThatThrownBy(() -> vault.seal("s", "x")).hasMessageContaining("FLOE_SECRET_KEY");
  }

  @Test
  void keysThatAreNone_areRefusedByName() {
    for (String wrong : new String[] {"x", "c2hvcnQ=", key(1) + "AAAA", "%%%"}) {
      assertThatThrownBy(() -> new Vault(Optional.of(wrong), Optional.empty()))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("FLOE_SECRET_KEY is not 32 bytes");
    }
    assertThatThrownBy(() -> new Vault(Optional.of(FIRST), Optional.of("x")))
        .hasMessageStartingWith("FLOE_SECRET_KEY_OLD is not");
    assertThatThrownBy(() -> new Vault(Optional.empty(), Optional.of(FIRST)))
        .hasMessageContaining("without FLOE_SECRET_KEY");
  }

  /** The last character of base64 may have bits that mean nothing. */
  private static boolean sameBytes(String a, String b) {
    String[] as = a.split("\\.", -1);
    String[] bs = b.split("\\.", -1);
    if (as.length != bs.length || !as[0].equals(bs[0])) {
      return false;
    }
    for (int i = 1; i < as.length; i++) {
      try {
        if (!Arrays.equals(
            Base64.getUrlDecoder().decode(as[i]), Base64.getUrlDecoder().decode(bs[i]))) {
          return false;
        }
      } catch (IllegalArgumentException none) {
        return false;
      }
    }
    return true;
  }

  private static String key(int seed) {
    byte[] bytes = new byte[32];
    new Random(seed).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
