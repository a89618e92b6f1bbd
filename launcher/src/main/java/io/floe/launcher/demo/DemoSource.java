package io.floe.launcher.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays the bundled sound into a mount in real time, and gives it a new title every time it begins
 * again. Comes back when it is cut off. Everything happens on its own thread, {@code floe-demo}.
 */
public final class DemoSource implements AutoCloseable {

  private static final List<String> TITLES =
      List.of("Floe - Meltwater", "Floe - Pack Ice", "Floe - Open Sea", "Floe - Northern Light");

  /** How much is sent ahead of time, in ns: an encoder's usual buffer. */
  private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int TIMEOUT_MS = 5_000;
  private static final long FIRST_PAUSE_MS = 500;
  private static final long LONGEST_PAUSE_MS = 10_000;

  private final InetSocketAddress ingest;
  private final String mount;
  private final String authorization;
  private final Sound sound;
  private final Consumer<String> problems;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable Socket open;

  /**
   * @param problems told in a sentence, once per kind of trouble
   */
  public DemoSource(
      InetSocketAddress ingest, String mount, String password, Consumer<String> problems) {
    this(ingest, mount, password, Sound.bundled(), problems);
  }

  DemoSource(
      InetSocketAddress ingest,
      String mount,
      String password,
      Sound sound,
      Consumer<String> problems) {
    this.ingest = ingest;
    this.mount = mount;
    this.authorization =
        "Authorization: Basic "
            + Base64.getEncoder()
                .encodeToString(("source:" + password).getBytes(StandardCharsets.UTF_8))
            + "\r\n";
    this.sound = sound;
    this.problems = problems;
    this.thread = Thread.ofPlatform().daemon().name("floe-demo").unstarted(this::run);
  }

  /** Begins to play. */
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    Socket socket = open;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is over either way.
      }
    }
  }

  private void run() {
    long pause = FIRST_PAUSE_MS;
    String said = "";
    while (!closed) {
      long began = System.nanoTime();
      try {
        play();
      } catch (IOException e) {
        String problem = "the demo is off /demo: " + e.getMessage() + "; it keeps trying";
        if (!closed && !problem.equals(said)) {
          problems.accept(problem);
          said = problem;
        }
      } catch (InterruptedException e) {
        return;
      }
      boolean played = System.nanoTime() - began > TimeUnit.SECONDS.toNanos(10);
      pause = played ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      try {
        TimeUnit.MILLISECONDS.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void play() throws IOException, InterruptedException {
    try (Socket socket = connect()) {
      open = socket;
      OutputStream out = socket.getOutputStream();
      out.write(
          ("PUT "
                  + mount
                  + " HTTP/1.1\r\nHost: localhost\r\n"
                  + authorization
                  + "User-Agent: floe-demo\r\nContent-Type: audio/mpeg\r\nExpect: 100-continue\r\n"
                  + "Ice-Name: Floe demo\r\nIce-Genre: Ambient\r\nIce-Public: 1\r\n"
                  + "Ice-Description: A short sound that comes with Floe\r\n"
                  + "Ice-Audio-Info: bitrate=64;samplerate=44100;channels=1\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      String answer = statusOf(socket);
      if (!answer.matches("HTTP/1\\.[01] (100|200)( .*)?")) {
        throw new IOException("the ingest answered '" + answer + "'");
      }
      stream(out);
    } finally {
      open = null;
    }
  }

  private void stream(OutputStream out) throws IOException, InterruptedException {
    long began = System.nanoTime();
    for (long frame = 0; !closed; frame++) {
      long early = began + sound.startNanos(frame) - AHEAD_NANOS - System.nanoTime();
      if (early > 0) {
        TimeUnit.NANOSECONDS.sleep(early);
      }
      out.write(sound.frame(frame));
      if (frame % sound.frames() == 0) {
        title(TITLES.get((int) (frame / sound.frames() % TITLES.size())));
      }
    }
  }

  private void title(String title) throws IOException {
    try (Socket socket = connect()) {
      String query =
          "mode=updinfo&mount=%s&song=%s"
              .formatted(
                  URLEncoder.encode(mount, StandardCharsets.UTF_8),
                  URLEncoder.encode(title, StandardCharsets.UTF_8));
      socket
          .getOutputStream()
          .write(
              ("GET /admin/metadata?"
                      + query
                      + " HTTP/1.0\r\nHost: localhost\r\nUser-Agent: floe-demo\r\n"
                      + authorization
                      + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = statusOf(socket);
      if (!answer.matches("HTTP/1\\.[01] 200( .*)?")) {
        throw new IOException("the ingest answered '" + answer + "' to a title");
      }
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(ingest, TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.setTcpNoDelay(true);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String statusOf(Socket socket) throws IOException {
    String line =
        new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
            .readLine();
    return line == null ? "nothing" : line;
  }
}
