package io.floe.admin.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShareTest {

  @Test
  void share_isWhatTheSmallLeave() {
    assertThat(Share.of(List.of(), 10)).isEqualTo(Long.MAX_VALUE);
    assertThat(Share.of(List.of(4L, 6L), 10)).isEqualTo(Long.MAX_VALUE);
    assertThat(Share.of(List.of(9L, 2L), 10)).isEqualTo(8);
    assertThat(Share.of(List.of(9L, 2L, 9L), 10)).isEqualTo(4);
    assertThat(Share.of(List.of(1L, 1L, 1L), 2)).isEqualTo(1);
  }
}
