package io.floe.bench.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PosixTest {

  private Posix posix;
  private int acceptor;

  @BeforeEach
  void listen() {
    assumeTrue(Posix.supported());
    posix = new Posix();
    acceptor = posix.socket();
    assertThat(posix.bind(acceptor, Posix.LOOPBACK, 0)).isZero();
    assertThat(posix.listen(acceptor, 16)).isZero();
  }

  @AfterEach
  void close() {
    if (posix != null) {
      posix.close(acceptor);
      posix.close();
    }
  }

  @Test
  void bytes_sent_over_loopback_come_back() {
    try (Epoll epoll = new Epoll(posix, 8)) {
      int client = connect();
      assertThat(epoll.add(acceptor, Epoll.IN, 7)).isZero();
      assertThat(epoll.await(5_000)).isEqualTo(1);
      assertThat(epoll.number(0)).isEqualTo(7);
      int server = posix.accept(acceptor);
      assertThat(server).isPositive();

      MemorySegment hello = posix.allocate(5);
      hello.copyFrom(MemorySegment.ofArray("hello".getBytes(StandardCharsets.US_ASCII)));
      assertThat(posix.send(client, hello, 5, Posix.MSG_NOSIGNAL)).isEqualTo(5);

      epoll.add(server, Epoll.IN, -3);
      assertThat(epoll.await(5_000)).isEqualTo(1);
      assertThat(epoll.number(0)).isEqualTo(-3);
      MemorySegment heard = posix.allocate(16);
      assertThat(posix.recv(server, heard, 16, 0)).isEqualTo(5);
      assertThat(heard.asSlice(0, 5).toArray(ValueLayout.JAVA_BYTE)).asString().isEqualTo("hello");
      posix.close(client);
      posix.close(server);
    }
  }

  @Test
  void truncated_read_drops_bytes_without_copying_them() {
    try (Epoll epoll = new Epoll(posix, 8)) {
      int client = connect();
      epoll.add(acceptor, Epoll.IN, 0);
      epoll.await(5_000);
      int server = posix.accept(acceptor);
      MemorySegment ones = posix.allocate(100).fill((byte) 1);
      posix.send(client, ones, 100, Posix.MSG_NOSIGNAL);
      epoll.add(server, Epoll.IN, 1);
      epoll.await(5_000);

      MemorySegment untouched = posix.allocate(100);
      assertThat(posix.recv(server, untouched, 100, Posix.MSG_TRUNC)).isEqualTo(100);
      assertThat(untouched.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
      assertThat(posix.recv(server, untouched, 100, Posix.MSG_TRUNC)).isEqualTo(-Posix.EAGAIN);
      posix.close(client);
      assertThat(epoll.await(5_000)).isEqualTo(1);
      assertThat(posix.recv(server, untouched, 100, Posix.MSG_TRUNC)).isZero();
      posix.close(server);
    }
  }

  @Test
  void source_address_of_choice_reaches_the_other_side() {
    int client = posix.socket();
    posix.setOption(client, Posix.IPPROTO_IP, Posix.IP_BIND_ADDRESS_NO_PORT, 1);
    assertThat(posix.bind(client, 0x7f010203, 0)).isZero();
    assertThat(posix.connect(client, Posix.LOOPBACK, posix.localPort(acceptor)))
        .isIn(0, -Posix.EINPROGRESS);
    assertThat(posix.pendingError(client)).isZero();
    assertThat(posix.localPort(client)).isPositive();
    posix.close(client);
  }

  @Test
  void failure_is_the_negative_errno() {
    assertThat(posix.close(-1)).isEqualTo(-Posix.EBADF);
    assertThat(posix.recv(-1, posix.allocate(1), 1, 0)).isEqualTo(-Posix.EBADF);
    assertThat(posix.accept(acceptor)).isEqualTo(-Posix.EAGAIN);
  }

  @Test
  void cpu_time_of_this_process_grows() {
    long self = ProcessHandle.current().pid();
    long before = posix.cpuNanos(self);
    assertThat(before).isPositive();
    long until = System.nanoTime() + 20_000_000;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    assertThat(posix.cpuNanos(self)).isGreaterThan(before + 1_000_000);
  }

  @Test
  void cpu_time_of_no_process_is_an_error() {
    // One more than Linux ever hands out.
    assertThat(posix.cpuNanos((1 << 22) + 1)).isNegative();
  }

  private int connect() {
    int client = posix.socket();
    assertThat(posix.connect(client, Posix.LOOPBACK, posix.localPort(acceptor)))
        .isIn(0, -Posix.EINPROGRESS);
    return client;
  }
}
