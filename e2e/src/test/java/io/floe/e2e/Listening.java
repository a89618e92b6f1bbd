package io.floe.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** A listener that keeps what it hears and when. Confined to one thread. */
final class Listening implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;
  private final String head;
  private final long askedAt;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  /** Connects and reads the response head. */
  Listening(int port, String mount, String... headers) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(5_000);
      StringBuilder request =
          new StringBuilder(
              "GET "
                  + mount
                  + " HTTP/1.1\r\nHost: localhost:"
                  + port
                  + "\r\nUser-Agent: listening/1\r\n");
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      askedAt = System.nanoTime();
      socket
          .getOutputStream()
          .write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      in = socket.getInputStream();
      StringBuilder read = new StringBuilder();
      while (read.indexOf("\r\n\r\n") < 0) {
        int b = in.read();
        if (b < 0) {
          throw new AssertionError("closed within the head: " + read);
        }
        read.append((char) b);
      }
      head = read.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String head() {
    return head;
  }

  int status() {
    return Integer.parseInt(head.split(" ", 3)[1]);
  }

  /** Value of a header, empty when absent. */
  String header(String name) {
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return "";
  }

  /** Reads what arrives within {@code time}, counted from now. */
  byte[] hear(Duration time) {
    return until(System.nanoTime() + time.toNanos(), Integer.MAX_VALUE);
  }

  /** Reads what arrives within {@code time}, counted from the request. */
  byte[] hearSinceRequest(Duration time) {
    return until(askedAt + time.toNanos(), Integer.MAX_VALUE);
  }

  /** Reads until the body has {@code bytes} bytes in all. */
  byte[] hearBytes(int bytes, Duration limit) {
    byte[] heard = until(System.nanoTime() + limit.toNanos(), bytes);
    if (heard.length < bytes) {
      throw new AssertionError("heard " + heard.length + " of " + bytes + " bytes within " + limit);
    }
    return heard;
  }

  private byte[] until(long deadline, int bytes) {
    byte[] buffer = new byte[64 << 10];
    try {
      while (body.size() < bytes) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          break;
        }
        socket.setSoTimeout((int) left);
        int n = in.read(buffer, 0, Math.min(buffer.length, bytes - body.size()));
        if (n < 0) {
          break;
        }
        body.write(buffer, 0, n);
      }
    } catch (SocketTimeoutException quiet) {
      // The time is over.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.toByteArray();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
