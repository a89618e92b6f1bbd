package io.floe.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {

  private final Allowance allowance = new Allowance(1_000, 2);

  private int taken(int each) {
    int count = 0;
    while (allowance.take(each)) {
      count++;
    }
    return count;
  }

  @Test
  void soMuchMayBeHadAtOnce_andThenByTheTime() {
    allowance.captured(5_000);
    assertThat(taken(100)).isEqualTo(10);
    allowance.captured(5_000);
    assertThat(allowance.spent()).isTrue();
    allowance.captured(5_100);
    assertThat(taken(100)).isEqualTo(2);
    allowance.captured(900_000);
    assertThat(taken(100)).as("no more than at once").isEqualTo(10);
  }

  @Test
  void whatWasTooMuch_isOwed() {
    allowance.captured(0);
    assertThat(allowance.take(1_500)).isTrue();
    allowance.captured(200);
    assertThat(allowance.spent()).isTrue();
    allowance.captured(300);
    assertThat(allowance.spent()).isFalse();
  }

  @Test
  void clockThatLeaps_givesNothingBeyondTheMost_andTakesNothing() {
    allowance.captured(1_000_000);
    assertThat(taken(100)).isEqualTo(10);
    allowance.captured(0);
    assertThat(allowance.spent()).isTrue();
    allowance.captured(50);
    assertThat(taken(100)).isEqualTo(1);
    allowance.begins();
    allowance.captured(Long.MAX_VALUE);
    assertThat(allowance.spent()).isTrue();
    allowance.captured(Long.MIN_VALUE);
    allowance.captured(Long.MAX_VALUE);
    assertThat(taken(100)).isLessThanOrEqualTo(10);
  }
}
