package io.floe.bench.server;

import static io.floe.bench.posix.Posix.EAGAIN;
import static io.floe.bench.posix.Posix.LOOPBACK;
import static io.floe.bench.posix.Posix.MSG_NOSIGNAL;
import static io.floe.bench.posix.Posix.SOL_SOCKET;
import static io.floe.bench.posix.Posix.SO_REUSEADDR;

import io.floe.bench.posix.Epoll;
import io.floe.bench.posix.Posix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * The least that a server can do for its listeners: one send() of shared bytes per listener and
 * tick, to all of them in turn, from one thread. It needs no source and answers every request.
 * Floe's cost is quoted as a multiple of this.
 *
 * <p>Confined to one thread, and meant to run as a process of its own; it ends when its standard
 * input does.
 */
public final class BareLoop implements AutoCloseable {

  private static final byte[] HEAD =
      "HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  static final int BURST = 64 << 10;

  private static final int ACCEPT = -1;
  private static final int STDIN = -2;

  /** Calls of send() before the first listener comes, so that the loop is compiled by then. */
  private static final int WARM_UP = 200_000;

  private final Posix posix = new Posix();
  private final Epoll epoll = new Epoll(posix, 512);
  private final MemorySegment head = posix.allocate(HEAD.length);
  private final MemorySegment audio;
  private final MemorySegment junk = posix.allocate(4096);
  private final int perTick;
  private final long tickNanos;
  private final int acceptor;

  private int[] listeners = new int[1024];
  private int count;
  private boolean over;

  /**
   * @param port on 127.0.0.1, 0 for a free one
   * @param perTick bytes sent to each listener in a tick
   */
  BareLoop(int port, int perTick, long tickNanos) {
    this.perTick = perTick;
    this.tickNanos = tickNanos;
    MemorySegment.copy(HEAD, 0, head, ValueLayout.JAVA_BYTE, 0, HEAD.length);
    audio = posix.allocate(Math.max(BURST, perTick));
    acceptor = posix.socket();
    posix.setOption(acceptor, SOL_SOCKET, SO_REUSEADDR, 1);
    if (posix.bind(acceptor, LOOPBACK, port) < 0 || posix.listen(acceptor, 4096) < 0) {
      throw new IllegalStateException("cannot listen on port " + port + " of 127.0.0.1");
    }
    epoll.add(acceptor, Epoll.IN, ACCEPT);
  }

  /** Usage: {@code BareLoop PORT KBPS TICK_MILLIS}; prints the port it listens on. */
  public static void main(String[] args) {
    if (args.length != 3) {
      System.err.println("usage: BareLoop PORT KBPS TICK_MILLIS");
      System.exit(2);
    }
    int tickMillis = Integer.parseInt(args[2]);
    int perTick = Integer.parseInt(args[1]) * 125 * tickMillis / 1000;
    try (BareLoop loop =
        new BareLoop(Integer.parseInt(args[0]), perTick, tickMillis * 1_000_000L)) {
      loop.warmUp();
      // Refused for a terminal's or a file's sake: then only a signal ends the loop.
      loop.epoll.add(0, Epoll.IN, STDIN);
      System.out.println("port " + loop.port());
      loop.run(() -> false);
    }
  }

  int port() {
    return posix.localPort(acceptor);
  }

  /** Sends nothing to itself, many times. */
  private void warmUp() {
    int self = posix.socket();
    posix.connect(self, LOOPBACK, port());
    int accepted = posix.accept(acceptor);
    listeners[count++] = self;
    for (int i = 0; i < WARM_UP; i++) {
      sendAll(0);
    }
    count = 0;
    posix.close(accepted);
    posix.close(self);
  }

  /** Serves until told to stop. */
  void run(BooleanSupplier stop) {
    long next = System.nanoTime() + tickNanos;
    while (!over && !stop.getAsBoolean()) {
      long left = next - System.nanoTime();
      serve(left <= 0 ? 0 : (int) (left / 1_000_000 + 1));
      if (System.nanoTime() - next >= 0) {
        next += tickNanos;
        sendAll(perTick);
      }
    }
  }

  private void serve(int timeoutMillis) {
    int events = epoll.await(timeoutMillis);
    for (int i = 0; i < events; i++) {
      int number = epoll.number(i);
      switch (number) {
        case ACCEPT -> accept();
        case STDIN -> over = true;
        default -> read(number);
      }
    }
  }

  private void accept() {
    for (int socket; (socket = posix.accept(acceptor)) >= 0; ) {
      epoll.add(socket, Epoll.IN, socket);
    }
  }

  /** A request starts a listener, whatever it asks; an end of file ends it. */
  private void read(int socket) {
    int read = posix.recv(socket, junk, junk.byteSize(), 0);
    if (read == -EAGAIN) {
      return;
    }
    if (read <= 0) {
      drop(socket);
      return;
    }
    posix.send(socket, head, HEAD.length, MSG_NOSIGNAL);
    posix.send(socket, audio, BURST, MSG_NOSIGNAL);
    if (count == listeners.length) {
      listeners = Arrays.copyOf(listeners, count * 2);
    }
    listeners[count++] = socket;
  }

  private void drop(int socket) {
    for (int i = 0; i < count; i++) {
      if (listeners[i] == socket) {
        listeners[i] = listeners[--count];
        break;
      }
    }
    posix.close(socket);
  }

  private void sendAll(int bytes) {
    for (int i = 0; i < count; i++) {
      posix.send(listeners[i], audio, bytes, MSG_NOSIGNAL);
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < count; i++) {
      posix.close(listeners[i]);
    }
    posix.close(acceptor);
    epoll.close();
    posix.close();
  }
}
