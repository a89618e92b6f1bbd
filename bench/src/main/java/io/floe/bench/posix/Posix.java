package io.floe.bench.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * The calls of the C library that a crowd of sockets needs, on Linux for x86-64 and aarch64.
 *
 * <p>Every call answers what C answers, except that a failure is the negative errno. Confined to
 * one thread: an instance owns the place where errno is captured.
 */
public final class Posix implements AutoCloseable {

  public static final int EINTR = 4;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int EINPROGRESS = 115;

  public static final int SOL_SOCKET = 1;
  public static final int SO_REUSEADDR = 2;
  public static final int SO_ERROR = 4;
  public static final int SO_LINGER = 13;
  public static final int IPPROTO_IP = 0;
  public static final int IPPROTO_TCP = 6;
  public static final int TCP_NODELAY = 1;

  /** Lets connect() choose the port, by the whole four-tuple, instead of bind(). */
  public static final int IP_BIND_ADDRESS_NO_PORT = 24;

  /** On a TCP socket: the kernel drops the bytes instead of copying them. */
  public static final int MSG_TRUNC = 0x20;

  public static final int MSG_NOSIGNAL = 0x4000;

  /** 127.0.0.1 in host byte order. */
  public static final int LOOPBACK = 0x7f000001;

  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int RLIMIT_NOFILE = 7;

  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt NETWORK_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** struct sockaddr_in: family, port, address, eight bytes of nothing. */
  private static final long SOCKADDR_BYTES = 16;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(Calls.STATE);
  private final MemorySegment address = arena.allocate(SOCKADDR_BYTES, 8);
  private final MemorySegment option = arena.allocate(JAVA_INT);
  private final MemorySegment length = arena.allocate(JAVA_INT);
  private final MemorySegment pair = arena.allocate(JAVA_LONG, 2);

  /** Whether this machine is one of those that the bindings know. */
  public static boolean supported() {
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return System.getProperty("os.name", "").equals("Linux")
        && (arch.equals("amd64") || arch.equals("aarch64"));
  }

  /** Memory that lives as long as this instance, zeroed. */
  public MemorySegment allocate(long bytes) {
    return arena.allocate(bytes, 16);
  }

  /** A TCP socket over IPv4 that never blocks. */
  public int socket() {
    try {
      return answer(
          (int)
              Calls.SOCKET.invokeExact(
                  state, AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /**
   * Gives a socket its own address; port 0 for any.
   *
   * @param ip in host byte order
   */
  public int bind(int fd, int ip, int port) {
    put(ip, port);
    try {
      return answer((int) Calls.BIND.invokeExact(state, fd, address, (int) SOCKADDR_BYTES));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /**
   * Begins to connect; -EINPROGRESS while it has not come about.
   *
   * @param ip in host byte order
   */
  public int connect(int fd, int ip, int port) {
    put(ip, port);
    try {
      return answer((int) Calls.CONNECT.invokeExact(state, fd, address, (int) SOCKADDR_BYTES));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  public int listen(int fd, int backlog) {
    try {
      return answer((int) Calls.LISTEN.invokeExact(state, fd, backlog));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** The next waiting connection, as a socket that never blocks. */
  public int accept(int fd) {
    try {
      return answer(
          (int)
              Calls.ACCEPT4.invokeExact(
                  state, fd, MemorySegment.NULL, MemorySegment.NULL, SOCK_NONBLOCK | SOCK_CLOEXEC));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** The port that a socket is bound to. */
  public int localPort(int fd) {
    length.set(JAVA_INT, 0, (int) SOCKADDR_BYTES);
    try {
      int answer = answer((int) Calls.GETSOCKNAME.invokeExact(state, fd, address, length));
      return answer < 0 ? answer : address.get(NETWORK_SHORT, 2) & 0xffff;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  public int setOption(int fd, int level, int name, int value) {
    option.set(JAVA_INT, 0, value);
    try {
      return answer((int) Calls.SETSOCKOPT.invokeExact(state, fd, level, name, option, 4));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** The socket's pending error as a negative errno, 0 for none. */
  public int pendingError(int fd) {
    option.set(JAVA_INT, 0, 0);
    length.set(JAVA_INT, 0, 4);
    try {
      int answer =
          answer(
              (int) Calls.GETSOCKOPT.invokeExact(state, fd, SOL_SOCKET, SO_ERROR, option, length));
      return answer < 0 ? answer : -option.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  public int send(int fd, MemorySegment bytes, long count, int flags) {
    try {
      return answer((long) Calls.SEND.invokeExact(state, fd, bytes, count, flags));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  public int recv(int fd, MemorySegment bytes, long count, int flags) {
    try {
      return answer((long) Calls.RECV.invokeExact(state, fd, bytes, count, flags));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Closes a socket without a farewell: the other side is told by a reset. */
  public int abort(int fd) {
    // struct linger: on, for 0 s.
    pair.set(JAVA_INT, 0, 1);
    pair.set(JAVA_INT, 4, 0);
    try {
      int answer =
          answer((int) Calls.SETSOCKOPT.invokeExact(state, fd, SOL_SOCKET, SO_LINGER, pair, 8));
      int closed = close(fd);
      return answer < 0 ? answer : closed;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  public int close(int fd) {
    try {
      return answer((int) Calls.CLOSE.invokeExact(state, fd));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /**
   * CPU time that a process has used since it started, in nanoseconds: user and system time, of
   * ended threads too; what /proc/PID/stat shows, only finer than its 10 ms. Negative errno when
   * there is no such process.
   */
  public long cpuNanos(long pid) {
    try {
      // Answers the error itself instead of setting errno.
      int failure = (int) Calls.CLOCK_GETCPUCLOCKID.invokeExact(state, (int) pid, option);
      if (failure != 0) {
        return -failure;
      }
      int answer =
          answer((int) Calls.CLOCK_GETTIME.invokeExact(state, option.get(JAVA_INT, 0), pair));
      return answer < 0
          ? answer
          : pair.getAtIndex(JAVA_LONG, 0) * 1_000_000_000L + pair.getAtIndex(JAVA_LONG, 1);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** How many files this process may have open. */
  public long fileLimit() {
    try {
      int answer = answer((int) Calls.GETRLIMIT.invokeExact(state, RLIMIT_NOFILE, pair));
      return answer < 0 ? answer : pair.getAtIndex(JAVA_LONG, 0);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  @Override
  public void close() {
    arena.close();
  }

  int epollCreate() {
    try {
      return answer((int) Calls.EPOLL_CREATE1.invokeExact(state, SOCK_CLOEXEC));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  int epollCtl(int epoll, int operation, int fd, MemorySegment event) {
    try {
      return answer((int) Calls.EPOLL_CTL.invokeExact(state, epoll, operation, fd, event));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  int epollWait(int epoll, MemorySegment events, int most, int timeoutMillis) {
    try {
      return answer((int) Calls.EPOLL_WAIT.invokeExact(state, epoll, events, most, timeoutMillis));
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private void put(int ip, int port) {
    address.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) AF_INET);
    address.set(NETWORK_SHORT, 2, (short) port);
    address.set(NETWORK_INT, 4, ip);
  }

  private int answer(long result) {
    return result < 0 ? -(int) Calls.ERRNO.get(state, 0L) : (int) result;
  }

  private static AssertionError broken(Throwable cause) {
    return new AssertionError("the binding does not fit the C function", cause);
  }

  /** Looked up on first use, so that {@link #supported} may be asked anywhere. */
  private static final class Calls {

    private static final Linker LINKER = Linker.nativeLinker();

    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

    static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle CONNECT = call("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle LISTEN = call("listen", JAVA_INT, JAVA_INT, JAVA_INT);
    static final MethodHandle ACCEPT4 =
        call("accept4", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    static final MethodHandle GETSOCKNAME =
        call("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle SETSOCKOPT =
        call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle GETSOCKOPT =
        call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle SEND =
        call("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    static final MethodHandle RECV =
        call("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
    static final MethodHandle CLOCK_GETCPUCLOCKID =
        call("clock_getcpuclockid", JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle CLOCK_GETTIME = call("clock_gettime", JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle GETRLIMIT = call("getrlimit", JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle EPOLL_CREATE1 = call("epoll_create1", JAVA_INT, JAVA_INT);
    static final MethodHandle EPOLL_CTL =
        call("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle EPOLL_WAIT =
        call("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

    @SuppressWarnings("restricted") // the programs that use it run with --enable-native-access
    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
      return LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow(name),
          FunctionDescriptor.of(result, arguments),
          Linker.Option.captureCallState("errno"));
    }

    private Calls() {}
  }
}
