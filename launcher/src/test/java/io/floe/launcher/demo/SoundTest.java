package io.floe.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SoundTest {

  @Test
  void bundledSound_isTwelveSecondsOfFrames() {
    Sound sound = Sound.bundled();

    assertThat(sound.startNanos(sound.frames())).isBetween(11_900_000_000L, 12_200_000_000L);
    for (int n = 0; n < sound.frames(); n++) {
      assertThat(sound.frame(n)[0]).isEqualTo((byte) 0xFF);
      // Two bits of main_data_begin plus seven: nothing is borrowed from the frame before.
      assertThat(sound.frame(n)[4]).isZero();
    }
  }

  @Test
  void lastFrame_isFollowedByTheFirst() {
    Sound sound = Sound.bundled();

    assertThat(sound.frame(sound.frames())).isEqualTo(sound.frame(0));
  }

  @Test
  void otherBytes_areRefused() {
    assertThatThrownBy(() -> Sound.parse(new byte[] {'I', 'D', '3', 4, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at byte 0");
    assertThatThrownBy(() -> Sound.parse(new byte[0])).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cutFrame_isLeftOut() {
    byte[] two = new byte[418];
    byte[] frame = Sound.bundled().frame(0);
    System.arraycopy(frame, 0, two, 0, frame.length);
    System.arraycopy(frame, 0, two, frame.length, Math.min(frame.length, 100));

    assertThat(Sound.parse(Arrays.copyOf(two, frame.length + 100)).frames()).isEqualTo(1);
  }
}
