package io.floe.e2e;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The heap of a running service, seen from outside. Any thread. */
final class Memory implements AutoCloseable {

  private final JMXConnector connector;
  private final MemoryMXBean memory;

  /** Attaches to the JVM of that PID, which must not be frozen. */
  Memory(long pid) {
    try {
      VirtualMachine machine = VirtualMachine.attach("" + pid);
      try {
        connector =
            JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
      } finally {
        machine.detach();
      }
      memory =
          ManagementFactory.newPlatformMXBeanProxy(
              connector.getMBeanServerConnection(),
              ManagementFactory.MEMORY_MXBEAN_NAME,
              MemoryMXBean.class);
    } catch (AttachNotSupportedException e) {
      throw new AssertionError("cannot look into process " + pid, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of heap that something still refers to: collects first. */
  long live() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
