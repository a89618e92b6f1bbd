package io.floe.bench.server;

import io.floe.bench.swarm.Head;
import io.floe.bench.swarm.Mark;
import io.floe.testkit.Mp3Frames;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An encoder stand-in: sends MPEG audio frames (layer III, 48 kHz) to a mount by PUT, one by one at
 * their exact rate, each with a {@link Mark}. One thread of its own; the public methods belong to
 * its owner.
 */
public final class Feeder implements AutoCloseable {

  /** Of most mounts. */
  public static final int KBPS = 128;

  /** At this sample rate a frame of whole kbit/s has whole bytes: one per period is exact. */
  private static final Mp3Frames.Format FORMAT =
      new Mp3Frames.Format(Mp3Frames.Version.V1, 3, 48_000, false);

  private static final long FRAME_NANOS = 24_000_000;
  private static final int MORE_THAN_A_BURST = 80 << 10;
  private static final int FRAMES = 1000;

  private final int port;
  private final String mount;
  private final String authorization;
  private final int kbps;
  private final Socket socket;
  private final Thread thread;
  private final long originNanos;
  private volatile boolean closed;
  private volatile @Nullable IOException broken;

  /**
   * Returns when the server has let it in.
   *
   * @throws IllegalStateException when it does not; the message has the answer
   */
  public Feeder(int port, String mount, String user, String password, int kbps) {
    this.port = port;
    this.kbps = kbps;
    this.mount = mount;
    String login = user + ":" + password;
    authorization =
        "Authorization: Basic "
            + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8))
            + "\r\n";
    try {
      socket = open(port);
      socket.setTcpNoDelay(true);
      send(
          socket,
          "PUT "
              + mount
              + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
              + authorization
              + "User-Agent: floe-feeder/1\r\nContent-Type: audio/mpeg\r\nIce-Name: Bench\r\n"
              + "Ice-Public: 0\r\nIce-Bitrate: "
              + KBPS
              + "\r\nExpect: 100-continue\r\n\r\n");
      String answer = head(socket);
      if (!answer.matches("HTTP/1\\.[01] [12]00 [^\u0000]*")) {
        throw new IllegalStateException("the feeder was refused: " + answer.strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the feeder cannot reach port " + port, e);
    }
    originNanos = System.nanoTime();
    thread = Thread.ofPlatform().daemon().name("feeder" + mount).start(this::feed);
  }

  /** Where it is in its stream. */
  public Head head() {
    return new Head(originNanos, kbps * 125, true, 0);
  }

  /** Waits until it has sent more than a whole burst, so that every newcomer gets one. */
  public void awaitBurst() {
    long bytesPerSecond = kbps * 125L;
    long at = originNanos + 1_000_000_000L * (MORE_THAN_A_BURST / bytesPerSecond);
    for (long left; (left = at - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }

  /** Changes the title that ICY listeners see. */
  public void title(String title) {
    try (Socket door = open(port)) {
      send(
          door,
          "GET /admin/metadata?mode=updinfo&mount="
              + URLEncoder.encode(mount, StandardCharsets.UTF_8)
              + "&song="
              + URLEncoder.encode(title, StandardCharsets.UTF_8)
              + " HTTP/1.0\r\n"
              + authorization
              + "User-Agent: floe-feeder/1\r\n\r\n");
      String answer = head(door);
      if (!answer.contains(" 200 ")) {
        throw new IllegalStateException("the title was refused: " + answer.strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the title cannot be sent", e);
    }
  }

  /**
   * Makes sure that it still sends.
   *
   * @throws IllegalStateException when the server has hung up on it
   */
  public void check() {
    IOException reason = broken;
    if (reason != null) {
      throw new IllegalStateException("the feeder lost its connection", reason);
    }
  }

  private void feed() {
    List<byte[]> frames = new Mp3Frames(FORMAT, 1).frames(FRAMES, kbps);
    try {
      OutputStream out = socket.getOutputStream();
      long next = originNanos;
      long position = 0;
      for (int i = 0; !closed; i = (i + 1) % FRAMES) {
        byte[] frame = frames.get(i);
        Mark.put(frame, position);
        out.write(frame);
        position += frame.length;
        next += FRAME_NANOS;
        for (long left; (left = next - System.nanoTime()) > 0 && !closed; ) {
          LockSupport.parkNanos(left);
        }
      }
    } catch (IOException e) {
      if (!closed) {
        broken = e;
      }
    }
  }

  private static Socket open(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, String head) throws IOException {
    socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
  }

  private static String head(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    for (int b; head.indexOf("\r\n\r\n") < 0 && head.length() < 8192 && (b = in.read()) >= 0; ) {
      head.append((char) b);
    }
    return head.toString();
  }

  @Override
  public void close() {
    closed = true;
    try {
      socket.close();
      thread.join(5_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
