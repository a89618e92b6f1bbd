package io.floe.wire.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a name of DNS stands for. */
class NamesTest {

  private static final Duration PATIENCE = Duration.ofMillis(100);

  @Test
  void addresses_areTheOthers_ofTheSameKind() throws Exception {
    Names.Answer answer =
        names(name -> addresses("192.0.2.1", "192.0.2.2", "2001:db8::1", "192.0.2.3")).ask();
    assertThat(answer.self()).isTrue();
    assertThat(answer.others())
        .containsExactly(new Address("192.0.2.2", 5701), new Address("192.0.2.3", 5701));
  }

  @Test
  void nameWithoutThisNode_saysSo() throws Exception {
    Names.Answer answer = names(name -> addresses("192.0.2.2")).ask();
    assertThat(answer.self()).isFalse();
    assertThat(answer.others()).hasSize(1);
  }

  @Test
  void unknownName_standsForNobody() throws Exception {
    Names names =
        names(name -> {
          throw new UnknownHostException(name);
        });
    assertThat(names.ask()).isEqualTo(Names.Answer.NONE);
    assertThat(names.ask()).as("asked again").isEqualTo(Names.Answer.NONE);
  }

  @Test
  void lookupThatHangs_isWaitedForOnce_andKeepsNobody() throws Exception {
    CountDownLatch known = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    Names names =
        names(name -> {
          asked.incrementAndGet();
          try {
            known.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return addresses("192.0.2.1");
        });
    assertThat(names.ask()).isEqualTo(Names.Answer.NONE);
    assertThat(names.ask()).isEqualTo(Names.Answer.NONE);
    assertThat(asked).as("questions under way").hasValue(1);
    known.countDown();
    org.awaitility.Awaitility.await().until(() -> names.ask().self());
  }

  private static Names names(Names.Lookup lookup) throws UnknownHostException {
    return new Names("nodes.radio.svc", InetAddress.getByName("192.0.2.1"), 5701, lookup, PATIENCE);
  }

  private static InetAddress[] addresses(String... literals) throws UnknownHostException {
    InetAddress[] all = new InetAddress[literals.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = InetAddress.getByName(literals[i]);
    }
    return all;
  }
}
