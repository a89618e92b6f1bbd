package io.floe.admin.webhook;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Somebody whom webhooks are sent to, and who answers as a test wants it. */
public final class Receiver implements AutoCloseable {

  /** What was sent. */
  public record Request(String line, Map<String, String> headers, String body) {

    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** How to answer. */
  public sealed interface Reply {

    /** With that status. */
    record Status(int status, String... headers) implements Reply {}

    /** Not at all, with the connection open. */
    record Silence() implements Reply {}

    /** A good head, and then bytes without end. */
    record Endless() implements Reply {}

    /** A good head that announces a body which never comes. */
    record HalfWay() implements Reply {}

    /** Something that is not HTTP. */
    record Garbage() implements Reply {}

    /** By closing the connection. */
    record Hangup() implements Reply {}
  }

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Reply> answer;

  /** Answers all with that. */
  public Receiver(Reply answer) {
    this(request -> answer);
  }

  public Receiver(Function<Request, Reply> answer) {
    this(plain(), answer);
  }

  Receiver(ServerSocket server, Function<Request, Reply> answer) {
    this.answer = answer;
    this.server = server;
    threads.execute(this::accept);
  }

  private static ServerSocket plain() {
    try {
      return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port() + "/hook";
  }

  /** Everything that was sent so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Connections that are open now. */
  public int connections() {
    return open.size();
  }

  public void answer(Function<Request, Reply> next) {
    answer = next;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      Request request = read(in);
      requests.add(request);
      switch (answer.apply(request)) {
        case Reply.Status(int status, String[] headers) -> {
          String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
          send(out, "HTTP/1.1 " + status + " X\r\n" + more + "Content-Length: 2\r\n\r\nok");
        }
        case Reply.Silence() -> {
          int _ = in.read();
        }
        case Reply.Endless() -> {
          send(out, "HTTP/1.1 200 OK\r\n\r\n");
          byte[] part = new byte[1024];
          while (true) {
            out.write(part);
          }
        }
        case Reply.HalfWay() -> {
          send(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
          int _ = in.read();
        }
        case Reply.Garbage() -> send(out, "\u0001\u0002 this is no HTTP\r\n\r\n");
        case Reply.Hangup() -> {}
      }
    } catch (IOException gone) {
      // The other side has had enough.
    } finally {
      open.remove(socket);
    }
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static Request read(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      lines.add(line);
    }
    if (lines.isEmpty()) {
      throw new IOException("nothing was sent");
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Request(lines.getFirst(), headers, body);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("cut off");
      }
      line.append((char) c);
    }
    return line.toString().strip();
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
    threads.shutdownNow();
  }
}
