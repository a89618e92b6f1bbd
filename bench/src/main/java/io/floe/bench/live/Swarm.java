package io.floe.bench.live;

import static io.floe.bench.posix.Posix.EAGAIN;
import static io.floe.bench.posix.Posix.EINPROGRESS;
import static io.floe.bench.posix.Posix.EINTR;
import static io.floe.bench.posix.Posix.IPPROTO_IP;
import static io.floe.bench.posix.Posix.IP_BIND_ADDRESS_NO_PORT;
import static io.floe.bench.posix.Posix.LOOPBACK;
import static io.floe.bench.posix.Posix.MSG_NOSIGNAL;
import static io.floe.bench.posix.Posix.MSG_TRUNC;

import io.floe.bench.posix.Epoll;
import io.floe.bench.posix.Posix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A crowd of listeners in one thread, cheap enough to share a machine with the server under test:
 * bodies are dropped inside the kernel, and nothing is allocated once the listeners are connected.
 *
 * <p>Confined to the thread that calls {@link #run}.
 */
public final class Swarm implements AutoCloseable {

  /** Told on the swarm's thread when the steady window begins and ends. */
  public interface Watch {
    void steadyBegins();

    void steadyEnds();

    /** Watches nothing. */
    static Watch none() {
      return new Watch() {
        @Override
        public void steadyBegins() {}

        @Override
        public void steadyEnds() {}
      };
    }
  }

  private static final byte CONNECTING = 1;
  private static final byte HEAD = 2;
  private static final byte BODY = 3;
  private static final byte GONE = 4;

  private static final int READ_BYTES = 1 << 20;
  private static final int HEAD_BYTES = 4096;

  /** 127.1.0.1: source addresses count up from here, each with a port range of its own. */
  private static final int FIRST_ADDRESS = 0x7f010001;

  private static final int PER_ADDRESS = 20_000;
  private static final long STALL_NANOS = 3_000_000_000L;

  private final SwarmPlan plan;
  private final Posix posix = new Posix();
  private final Epoll epoll = new Epoll(posix, 1024);
  private final MemorySegment buffer = posix.allocate(READ_BYTES);
  private final MemorySegment request;

  private final int[] fd;
  private final byte[] state;
  private final byte[] blankLine;
  private final long[] connectAt;
  private final long[] firstAt;
  private final long[] lastAt;
  private final long[] longestGap;

  private int opened;
  private int live;
  private int refused;
  private int failed;
  private int ended;
  private long bytes;

  private Swarm(SwarmPlan plan) {
    this.plan = plan;
    int n = plan.listeners();
    fd = new int[n];
    Arrays.fill(fd, -1);
    state = new byte[n];
    blankLine = new byte[n];
    connectAt = new long[n];
    firstAt = new long[n];
    lastAt = new long[n];
    longestGap = new long[n];
    String head =
        "GET "
            + plan.path()
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + plan.port()
            + "\r\nUser-Agent: floe-swarm/1\r\nAccept: */*\r\n"
            + (plan.icy() ? "Icy-MetaData: 1\r\n" : "")
            + "Connection: close\r\n\r\n";
    byte[] ascii = head.getBytes(StandardCharsets.US_ASCII);
    request = posix.allocate(ascii.length);
    MemorySegment.copy(ascii, 0, request, ValueLayout.JAVA_BYTE, 0, ascii.length);
  }

  /** Connects, listens, measures, disconnects. */
  public static SwarmFigures run(SwarmPlan plan, Watch watch) {
    try (Swarm swarm = new Swarm(plan)) {
      if (swarm.posix.fileLimit() < plan.listeners() + 200L) {
        throw new IllegalStateException(
            "this process may open "
                + swarm.posix.fileLimit()
                + " files: raise `ulimit -n` or take fewer listeners than "
                + plan.listeners());
      }
      return swarm.listen(watch);
    }
  }

  private SwarmFigures listen(Watch watch) {
    long cpuAtStart = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    connectAll();
    serveUntil(System.nanoTime() + plan.settle().toNanos());
    long steadyBytes = -bytes;
    watch.steadyBegins();
    long from = System.nanoTime();
    serveUntil(from + plan.steady().toNanos());
    watch.steadyEnds();
    long to = System.nanoTime();
    steadyBytes += bytes;
    double cpu = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuAtStart) / 1e9;
    return figures(steadyBytes, (to - from) / 1e9, to, cpu);
  }

  private void connectAll() {
    long start = System.nanoTime();
    while (opened < plan.listeners()) {
      long due = (System.nanoTime() - start) * plan.perSecond() / 1_000_000_000L + 1;
      while (opened < plan.listeners() && opened < due) {
        open(opened++);
      }
      serve(1);
    }
  }

  private void serveUntil(long deadline) {
    for (long left; (left = deadline - System.nanoTime()) > 0; ) {
      serve((int) Math.min(50, left / 1_000_000 + 1));
    }
  }

  private void open(int id) {
    int socket = posix.socket();
    if (socket < 0) {
      refused++;
      state[id] = GONE;
      return;
    }
    posix.setOption(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    posix.bind(socket, FIRST_ADDRESS + id / PER_ADDRESS, 0);
    fd[id] = socket;
    state[id] = CONNECTING;
    connectAt[id] = System.nanoTime();
    int answer = posix.connect(socket, LOOPBACK, plan.port());
    if (answer < 0 && answer != -EINPROGRESS) {
      refused++;
      leave(id);
      return;
    }
    epoll.add(socket, Epoll.OUT, id);
  }

  private void serve(int timeoutMillis) {
    int count = epoll.await(timeoutMillis);
    long now = count == 0 ? 0 : System.nanoTime();
    for (int i = 0; i < count; i++) {
      int id = epoll.number(i);
      switch (state[id]) {
        case CONNECTING -> ask(id);
        case HEAD -> readHead(id, now);
        case BODY -> readBody(id, now);
        default -> {
          // Closed earlier in this round.
        }
      }
    }
  }

  private void ask(int id) {
    if (posix.pendingError(fd[id]) < 0) {
      refused++;
      leave(id);
      return;
    }
    if (posix.send(fd[id], request, request.byteSize(), MSG_NOSIGNAL) != request.byteSize()) {
      failed++;
      leave(id);
      return;
    }
    state[id] = HEAD;
    epoll.modify(fd[id], Epoll.IN, id);
  }

  private void readHead(int id, long now) {
    int read = posix.recv(fd[id], buffer, HEAD_BYTES, 0);
    if (waits(read)) {
      return;
    }
    if (read <= 0 || (firstAt[id] == 0 && blankLine[id] == 0 && !accepted(read))) {
      failed++;
      leave(id);
      return;
    }
    int body = endOfHead(id, read);
    if (body < 0) {
      return;
    }
    state[id] = BODY;
    live++;
    if (body < read) {
      heard(id, read - body, now);
    }
  }

  /** Whether the answer begins like a 200, as HTTP or as SHOUTcast writes it. */
  private boolean accepted(int read) {
    if (read < 12) {
      return false;
    }
    String line =
        new String(
            buffer.asSlice(0, 12).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    return line.startsWith("ICY 200") || (line.startsWith("HTTP/1.") && line.endsWith(" 200"));
  }

  /** Index of the first byte after the blank line, or -1 while it has not come. */
  private int endOfHead(int id, int read) {
    // 1 + the number of characters of CR LF CR LF matched so far.
    int matched = Math.max(1, blankLine[id]);
    for (int i = 0; i < read; i++) {
      byte b = buffer.get(ValueLayout.JAVA_BYTE, i);
      boolean expected = b == (matched % 2 == 1 ? '\r' : '\n');
      matched = expected ? matched + 1 : b == '\r' ? 2 : 1;
      if (matched == 5) {
        return i + 1;
      }
    }
    blankLine[id] = (byte) matched;
    return -1;
  }

  private void readBody(int id, long now) {
    int read = posix.recv(fd[id], buffer, READ_BYTES, MSG_TRUNC);
    if (waits(read)) {
      return;
    }
    if (read <= 0) {
      ended++;
      live--;
      leave(id);
      return;
    }
    heard(id, read, now);
  }

  private void heard(int id, int count, long now) {
    if (firstAt[id] == 0) {
      firstAt[id] = now;
    } else {
      longestGap[id] = Math.max(longestGap[id], now - lastAt[id]);
    }
    lastAt[id] = now;
    bytes += count;
  }

  private static boolean waits(int answer) {
    return answer == -EAGAIN || answer == -EINTR;
  }

  private void leave(int id) {
    posix.close(fd[id]);
    fd[id] = -1;
    state[id] = GONE;
  }

  private SwarmFigures figures(long steadyBytes, double seconds, long end, double cpu) {
    int heard = 0;
    int stalled = 0;
    double[] first = new double[plan.listeners()];
    double[] gap = new double[plan.listeners()];
    for (int id = 0; id < plan.listeners(); id++) {
      long longest = longestGap[id];
      if (state[id] == BODY) {
        long since = firstAt[id] == 0 ? connectAt[id] : lastAt[id];
        longest = Math.max(longest, end - since);
      }
      if (longest > STALL_NANOS) {
        stalled++;
      }
      if (firstAt[id] != 0) {
        first[heard] = (firstAt[id] - connectAt[id]) / 1e6;
        gap[heard++] = longest / 1e9;
      }
    }
    return new SwarmFigures(
        plan.listeners(),
        live,
        refused,
        failed,
        ended,
        steadyBytes,
        seconds,
        Spread.of(Arrays.copyOf(first, heard)),
        Spread.of(Arrays.copyOf(gap, heard)),
        stalled,
        cpu);
  }

  @Override
  public void close() {
    for (int socket : fd) {
      if (socket >= 0) {
        posix.close(socket);
      }
    }
    epoll.close();
    posix.close();
  }
}
