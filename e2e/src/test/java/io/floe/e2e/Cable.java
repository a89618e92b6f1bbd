package io.floe.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * A line to a port of this machine that can go dead, as when somebody pulls a cable far away:
 * nothing arrives, and nobody is told. Threads of its own.
 */
final class Cable implements AutoCloseable {

  private final ServerSocket server;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean dead;
  private volatile boolean closed;

  /** A line that works. */
  Cable(int target) throws IOException {
    this.target = target;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it begins. */
  int port() {
    return server.getLocalPort();
  }

  /** What is under way on a line that goes dead is lost with its connections when it is mended. */
  void dead(boolean on) {
    if (!on) {
      sockets.forEach(Cable::end);
      sockets.clear();
    }
    dead = on;
  }

  private void accept() {
    try {
      while (!closed) {
        Socket near = server.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.addAll(List.of(near, far));
        Thread.ofVirtual().start(() -> carry(near, far));
        Thread.ofVirtual().start(() -> carry(far, near));
      }
    } catch (IOException over) {
      // Closed.
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] bytes = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      for (int n; (n = in.read(bytes)) >= 0; ) {
        while (dead && !from.isClosed()) {
          LockSupport.parkNanos(10_000_000);
        }
        to.getOutputStream().write(bytes, 0, n);
      }
    } catch (IOException cut) {
      // An end like another.
    }
    end(from);
    end(to);
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    sockets.forEach(Cable::end);
  }
}
