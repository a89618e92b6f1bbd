package io.floe.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A web server that is asked who may come in, on a free port. Each request has a thread of its own.
 */
public final class HookServer implements AutoCloseable {

  /** What lets somebody in. */
  public static final String YES = "HTTP/1.1 200 OK\r\nicecast-auth-user: 1\r\n\r\n";

  /** What does not. */
  public static final String NO = "HTTP/1.1 200 OK\r\n\r\n";

  /** No answer at all: the connection stays open. */
  public static final String SILENCE = "";

  private final ServerSocket server;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

  private volatile boolean staysOpen;

  /** Function from the body of a request to an answer. */
  private volatile Function<String, String> answers;

  /** A server that answers so until told otherwise. */
  public HookServer(String answer) {
    answers = body -> answer;
    try {
      server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** From now on each body has this answer. */
  public void answer(Function<String, String> answer) {
    answers = answer;
  }

  /** From now on connections stay open after an answer, until the client ends them. */
  public void stayOpen() {
    staysOpen = true;
  }

  /** The URL of that path here. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getLocalPort() + path;
  }

  /** The next request, head and body, in the order of arrival; fails when there is none in time. */
  public String request() {
    try {
      String next = requests.poll(5, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("the hook was not asked");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** How many requests nobody has looked at. */
  public int waiting() {
    return requests.size();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      StringBuilder text = new StringBuilder();
      while (text.indexOf("\r\n\r\n") < 0) {
        int b = in.read();
        if (b < 0) {
          return;
        }
        text.append((char) b);
      }
      String lower = text.toString().toLowerCase(Locale.ROOT);
      int at = lower.indexOf("content-length: ");
      int length =
          at < 0 ? 0 : Integer.parseInt(lower.substring(at + 16, lower.indexOf("\r\n", at)));
      String body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
      requests.add(text + body);
      String answer = answers.apply(body);
      if (answer.isEmpty()) {
        int end = in.read();
        if (end >= 0) {
          throw new IOException("a second request on a connection that waits");
        }
      } else {
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        if (staysOpen) {
          var _ = in.read();
        }
      }
    } catch (IOException cut) {
      // An end like another.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
