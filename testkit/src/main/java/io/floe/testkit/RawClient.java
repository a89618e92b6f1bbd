package io.floe.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A TCP client that sends exactly the bytes it is given and reads with deadlines: what comes too
 * late or not at all is an {@link AssertionError} that shows what came instead. Confined to one
 * thread.
 */
public final class RawClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * A reply with its body by Content-Length.
   *
   * @param head status line and headers, without the blank line
   */
  @SuppressWarnings("ArrayRecordComponent") // Tests compare the bytes themselves.
  public record Response(String head, byte[] body) {

    public int status() {
      return Integer.parseInt(head.split("[ \r\n]", 3)[1]);
    }

    /** First header of that name, any case. */
    public Optional<String> header(String name) {
      return head.lines()
          .skip(1)
          .filter(l -> l.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
          .map(l -> l.substring(name.length() + 1).strip())
          .findFirst();
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private final Socket socket;
  private final InputStream in;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  /** Connects to a port of this machine. */
  public static RawClient to(int port) {
    return to("127.0.0.1", port);
  }

  public static RawClient to(String host, int port) {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
      return new RawClient(socket);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Sends a text, one byte per char. */
  public RawClient send(String latin1) {
    return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawClient send(byte[] bytes) {
    return send(bytes, 0, bytes.length);
  }

  public RawClient send(byte[] bytes, int offset, int length) {
    try {
      socket.getOutputStream().write(bytes, offset, length);
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Says that nothing more will be sent; reading goes on. */
  public RawClient finish() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Breaks the connection off, with a reset. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Reads exactly {@code count} bytes. */
  public byte[] read(int count) {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (got.size() < count) {
      int b = one(deadline, got);
      if (b < 0) {
        throw new AssertionError("closed after " + show(got) + ", wanted " + count + " bytes");
      }
      got.write(b);
    }
    return got.toByteArray();
  }

  /** Reads exactly these bytes, given as latin-1 text. */
  public RawClient expect(String latin1) {
    String got = new String(read(latin1.length()), StandardCharsets.ISO_8859_1);
    if (!got.equals(latin1)) {
      throw new AssertionError("expected <" + latin1 + "> but got <" + got + ">");
    }
    return this;
  }

  /** Reads up to and including a blank line. */
  public String head() {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!got.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = one(deadline, got);
      if (b < 0) {
        throw new AssertionError("closed within a head, after " + show(got));
      }
      got.write(b);
    }
    return got.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads a reply and as much of a body as its Content-Length says. */
  public Response response() {
    String head = head().strip();
    Response bare = new Response(head, new byte[0]);
    int length = bare.header("Content-Length").map(Integer::parseInt).orElse(0);
    return new Response(head, read(length));
  }

  /** Reads until the other side closes or resets. */
  public byte[] toClose() {
    return toClose(PATIENCE);
  }

  public byte[] toClose(Duration patience) {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + patience.toNanos();
    int b;
    while ((b = one(deadline, got)) >= 0) {
      got.write(b);
    }
    return got.toByteArray();
  }

  /** Whether nothing comes, and nobody closes, for so long. */
  public boolean quiet(Duration time) {
    try {
      socket.setSoTimeout((int) time.toMillis());
      int ignored = in.read();
      return false;
    } catch (SocketTimeoutException silence) {
      return true;
    } catch (IOException failure) {
      return false;
    }
  }

  public int localPort() {
    return socket.getLocalPort();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private int one(long deadline, ByteArrayOutputStream got) {
    long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    try {
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout((int) left);
      return in.read();
    } catch (SocketTimeoutException late) {
      throw new AssertionError("nothing more came in time after " + show(got), late);
    } catch (SocketException reset) {
      return -1;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String show(ByteArrayOutputStream got) {
    byte[] bytes = got.toByteArray();
    return bytes.length
        + " bytes <"
        + new String(Arrays.copyOf(bytes, Math.min(bytes.length, 300)), StandardCharsets.ISO_8859_1)
        + ">";
  }
}
