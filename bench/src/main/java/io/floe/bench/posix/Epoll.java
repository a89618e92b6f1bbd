package io.floe.bench.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * One epoll set whose members carry a number of the caller's choice. Level-triggered. Confined to
 * the thread of its {@link Posix}.
 */
public final class Epoll implements AutoCloseable {

  public static final int IN = 1;
  public static final int OUT = 4;

  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int MODIFY = 3;

  /** struct epoll_event is packed on x86-64 and on nothing else. */
  private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");

  private static final long EVENT_BYTES = PACKED ? 12 : 16;
  private static final long DATA = PACKED ? 4 : 8;

  private final Posix posix;
  private final int fd;
  private final int most;
  private final MemorySegment events;
  private final MemorySegment one;

  /**
   * @param most events taken by one {@link #await}
   */
  public Epoll(Posix posix, int most) {
    this.posix = posix;
    this.most = most;
    events = posix.allocate(EVENT_BYTES * most);
    one = posix.allocate(EVENT_BYTES);
    fd = posix.epollCreate();
    if (fd < 0) {
      throw new IllegalStateException("epoll_create1 failed with errno " + -fd);
    }
  }

  public int add(int member, int interest, int number) {
    return control(ADD, member, interest, number);
  }

  public int modify(int member, int interest, int number) {
    return control(MODIFY, member, interest, number);
  }

  public int remove(int member) {
    return control(DELETE, member, 0, 0);
  }

  /** Waits for events; how many there are. An interrupted wait has none. */
  public int await(int timeoutMillis) {
    int count = posix.epollWait(fd, events, most, timeoutMillis);
    if (count >= 0) {
      return count;
    }
    if (count == -Posix.EINTR) {
      return 0;
    }
    throw new IllegalStateException("epoll_wait failed with errno " + -count);
  }

  /** The number of the member behind event {@code i} of the last {@link #await}. */
  public int number(int i) {
    return events.get(JAVA_INT_UNALIGNED, i * EVENT_BYTES + DATA);
  }

  @Override
  public void close() {
    posix.close(fd);
  }

  private int control(int operation, int member, int interest, int number) {
    one.set(JAVA_INT_UNALIGNED, 0, interest);
    one.set(JAVA_INT_UNALIGNED, DATA, number);
    return posix.epollCtl(fd, operation, member, one);
  }
}
