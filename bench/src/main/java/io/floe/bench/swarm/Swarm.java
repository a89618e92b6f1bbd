package io.floe.bench.swarm;

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
import java.time.Duration;
import java.util.Arrays;

/**
 * A crowd of listeners in one thread, cheap enough to share a machine with the server under test:
 * bodies are dropped inside the kernel, and nothing is allocated once the listeners are connected.
 *
 * <p>Confined to one thread.
 */
public final class Swarm implements AutoCloseable {

  private static final byte CONNECTING = 1;
  private static final byte HEAD = 2;
  private static final byte BODY = 3;
  private static final byte GONE = 4;

  private static final int READ_BYTES = 1 << 20;

  /**
   * Listeners that share a source address. connect() takes every other port of the machine's range
   * first, 14,000 of 28,000, and then tries each of them in vain, at 2 ms a socket.
   */
  private static final int PER_ADDRESS = 5_000;

  private static final int REAL_BYTES = 4096;

  /** So long after the last connect() a listener may wait for its first byte. */
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private static final long UNKNOWN = Long.MIN_VALUE;

  private final SwarmPlan plan;
  private final Posix posix = new Posix();
  private final Epoll epoll = new Epoll(posix, 1024);
  private final MemorySegment buffer = posix.allocate(READ_BYTES);
  private final MemorySegment request;
  private final int firstAddress;

  private final int[] fd;
  private final byte[] state;
  private final byte[] blankLine;
  private final long[] connectAt;
  private final long[] firstAt;
  private final long[] lastAt;
  private final long[] longestGap;

  /** Body bytes so far, and the stream position of the first of them. */
  private final long[] received;

  private final long[] start;
  private final long[] longestLag;

  private final long cpuAtStart = ownCpuNanos();

  private int heard;
  private int live;
  private int refused;
  private int failed;
  private int ended;

  private boolean steady;
  private long steadyFrom;
  private long bytes;
  private long reads;

  /**
   * @throws IllegalStateException when this process may not open so many sockets
   */
  public Swarm(SwarmPlan plan) {
    this.plan = plan;
    firstAddress = (127 << 24) + (plan.network() << 16) + 1;
    int n = plan.listeners();
    if (posix.fileLimit() < n + 200L) {
      throw new IllegalStateException(
          "this process may open "
              + posix.fileLimit()
              + " files: raise `ulimit -n` or take fewer listeners than "
              + n);
    }
    fd = new int[n];
    Arrays.fill(fd, -1);
    state = new byte[n];
    blankLine = new byte[n];
    connectAt = new long[n];
    firstAt = new long[n];
    lastAt = new long[n];
    longestGap = new long[n];
    received = new long[n];
    start = new long[n];
    longestLag = new long[n];
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

  /**
   * Connects, listens, measures, disconnects.
   *
   * @param watch told on this thread when the steady window begins and ends
   */
  public static SwarmFigures run(SwarmPlan plan, Duration settle, Duration steady, Watch watch) {
    try (Swarm swarm = new Swarm(plan)) {
      swarm.connect();
      swarm.listen(settle);
      swarm.begin();
      watch.steadyBegins();
      swarm.listen(steady);
      watch.steadyEnds();
      return swarm.end();
    }
  }

  /**
   * Connects everybody, again if they are connected (then without a farewell, as when a network
   * fails), and waits until everybody has heard something or lost patience.
   */
  public void connect() {
    leaveAll();
    long from = System.nanoTime();
    for (int opened = 0; opened < plan.listeners(); ) {
      long due = (System.nanoTime() - from) * plan.perSecond() / 1_000_000_000L + 1;
      while (opened < plan.listeners() && opened < due) {
        open(opened++);
      }
      serve(1);
    }
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (heard + refused + failed < plan.listeners() && deadline - System.nanoTime() > 0) {
      serve(50);
    }
  }

  /** Listens for so long. */
  public void listen(Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    for (long left; (left = deadline - System.nanoTime()) > 0; ) {
      serve((int) Math.min(50, left / 1_000_000 + 1));
    }
  }

  /** Begins a steady window. */
  public void begin() {
    Arrays.fill(longestLag, UNKNOWN);
    bytes = 0;
    reads = 0;
    steady = true;
    steadyFrom = System.nanoTime();
  }

  /** Forgets the gaps so far, except for the silence that lasts. */
  void forgetGaps() {
    Arrays.fill(longestGap, 0);
  }

  /** Ends the steady window. */
  public SwarmFigures end() {
    steady = false;
    return figures(System.nanoTime());
  }

  private void leaveAll() {
    for (int id = 0; id < fd.length; id++) {
      if (fd[id] >= 0) {
        posix.abort(fd[id]);
        fd[id] = -1;
      }
    }
    heard = 0;
    live = 0;
    refused = 0;
    failed = 0;
    ended = 0;
    Arrays.fill(blankLine, (byte) 0);
    Arrays.fill(firstAt, 0);
    Arrays.fill(longestGap, 0);
    Arrays.fill(received, 0);
    Arrays.fill(start, UNKNOWN);
    Arrays.fill(longestLag, UNKNOWN);
  }

  private void open(int id) {
    int socket = posix.socket();
    if (socket < 0) {
      refused++;
      state[id] = GONE;
      return;
    }
    posix.setOption(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    posix.bind(socket, firstAddress + id / PER_ADDRESS, 0);
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

  /** Does what is due, or waits for it. */
  void serve(int timeoutMillis) {
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
    int read = posix.recv(fd[id], buffer, REAL_BYTES, 0);
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
      locate(id, body, read - body);
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
    boolean located = start[id] != UNKNOWN || !plan.head().marked();
    int read =
        located
            ? posix.recv(fd[id], buffer, READ_BYTES, MSG_TRUNC)
            : posix.recv(fd[id], buffer, REAL_BYTES, 0);
    if (waits(read)) {
      return;
    }
    if (read <= 0) {
      ended++;
      live--;
      leave(id);
      return;
    }
    if (!located) {
      locate(id, 0, read);
    }
    heard(id, read, now);
  }

  /** Finds out where in the stream this listener is. */
  private void locate(int id, int from, int count) {
    if (plan.head().marked()) {
      long position = Mark.positionOf(buffer, from, count);
      start[id] = position == UNKNOWN ? UNKNOWN : position - received[id];
    }
  }

  private void heard(int id, int count, long now) {
    if (firstAt[id] == 0) {
      firstAt[id] = now;
      heard++;
      if (!plan.head().marked()) {
        start[id] = plan.head().at(now) - plan.head().burst();
      }
    } else {
      longestGap[id] = Math.max(longestGap[id], now - lastAt[id]);
    }
    if (steady) {
      // Before this read: it is what the listener had to live on.
      behind(id, now);
      bytes += count;
      reads++;
    }
    received[id] += count;
    lastAt[id] = now;
  }

  private void behind(int id, long now) {
    if (start[id] != UNKNOWN) {
      long lag = plan.head().at(now) - start[id] - received[id];
      longestLag[id] = Math.max(longestLag[id], lag);
    }
  }

  private static boolean waits(int answer) {
    return answer == -EAGAIN || answer == -EINTR;
  }

  private void leave(int id) {
    posix.close(fd[id]);
    fd[id] = -1;
    state[id] = GONE;
  }

  private SwarmFigures figures(long end) {
    int n = plan.listeners();
    double[] first = new double[n];
    double[] gap = new double[n];
    double[] lag = new double[n];
    int firsts = 0;
    int gaps = 0;
    int lags = 0;
    for (int id = 0; id < n; id++) {
      if (firstAt[id] != 0) {
        first[firsts++] = (firstAt[id] - connectAt[id]) / 1e6;
      }
      if (state[id] == BODY) {
        long since = firstAt[id] == 0 ? connectAt[id] : lastAt[id];
        longestGap[id] = Math.max(longestGap[id], end - since);
        behind(id, end);
      }
      if (firstAt[id] != 0 || state[id] == BODY) {
        gap[gaps++] = longestGap[id] / 1e9;
      }
      if (longestLag[id] != UNKNOWN) {
        lag[lags++] = plan.head().seconds(longestLag[id]);
      }
    }
    return new SwarmFigures(
        n,
        live,
        refused,
        failed,
        ended,
        bytes,
        reads,
        (end - steadyFrom) / 1e9,
        Samples.of(Arrays.copyOf(first, firsts)),
        Samples.of(Arrays.copyOf(gap, gaps)),
        Samples.of(Arrays.copyOf(lag, lags)),
        (ownCpuNanos() - cpuAtStart) / 1e9);
  }

  private static long ownCpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
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
