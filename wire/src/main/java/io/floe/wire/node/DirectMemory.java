package io.floe.wire.node;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** The memory of this process beside the heap that buffers take. Any thread. */
public final class DirectMemory {

  private DirectMemory() {}

  /** Bytes that this process may have at most. */
  public static long most() {
    return PlatformDependent.maxDirectMemory();
  }

  /** Bytes. Netty counts what it allocates past the JDK's cleaners, the JDK the rest. */
  public static long used() {
    long counted = Math.max(0, PlatformDependent.usedDirectMemory());
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      if (pool.getName().equals("direct")) {
        counted += pool.getMemoryUsed();
      }
    }
    return counted;
  }
}
