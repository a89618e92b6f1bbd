package io.floe.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A player on a plain socket: sends a request, reads what comes, or stalls. Reads time out, so that
 * a test fails and does not hang. One thread at a time.
 */
public final class RawListener implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  private RawListener(int port, int receiveBuffer) throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
  }

  /** Connects to a port of this machine. */
  public static RawListener connect(int port) throws IOException {
    return new RawListener(port, 0);
  }

  /** Connects with a small receive buffer, so that not reading is felt soon. */
  public static RawListener connectNarrow(int port, int receiveBuffer) throws IOException {
    return new RawListener(port, receiveBuffer);
  }

  /** Connects and asks for a path with GET and HTTP/1.1; {@code headers} are whole lines. */
  public static RawListener get(int port, String path, String... headers) throws IOException {
    RawListener listener = connect(port);
    listener.request("GET " + path + " HTTP/1.1", headers);
    return listener;
  }

  /** Sends a request head. */
  public void request(String line, String... headers) throws IOException {
    send(line + "\r\nHost: test\r\n");
    for (String header : headers) {
      send(header + "\r\n");
    }
    send("\r\n");
  }

  /** Sends text as ISO-8859-1. */
  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Reads the response head, up to and with its blank line. */
  public String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("closed after " + head.size() + " bytes of head: " + head);
      }
      head.write(b);
      matched = b == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : b == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.UTF_8);
  }

  /** Reads exactly so many bytes. */
  public byte[] read(int bytes) throws IOException {
    byte[] read = in.readNBytes(bytes);
    if (read.length < bytes) {
      throw new IOException("closed after " + read.length + " of " + bytes + " bytes");
    }
    return read;
  }

  /** Reads until the other side closes. */
  public byte[] readAll() throws IOException {
    return in.readAllBytes();
  }

  /** Reads until nothing has come for that long, or the other side closes. */
  public byte[] readFor(int quietMillis) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] some = new byte[65_536];
    socket.setSoTimeout(quietMillis);
    try {
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        all.write(some, 0, n);
      }
    } catch (SocketTimeoutException quiet) {
      // that is all there was
    } finally {
      socket.setSoTimeout(TIMEOUT_MILLIS);
    }
    return all.toByteArray();
  }

  /** Whether the other side has closed, reading away what it sent before. */
  public boolean closed() {
    try {
      readAll();
      return true;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** Closes the sending side only. */
  public void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  /** Closes with a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** The value of a header in a response head, any case; fails when it is there twice. */
  public static Optional<String> header(String head, String name) {
    var values =
        Arrays.stream(head.split("\r\n"))
            .skip(1)
            .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
            .map(line -> line.substring(name.length() + 1).strip())
            .toList();
    if (values.size() > 1) {
      throw new IllegalStateException(name + " is there " + values.size() + " times:\n" + head);
    }
    return values.stream().findFirst();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
