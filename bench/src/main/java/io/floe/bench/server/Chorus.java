package io.floe.bench.server;

import io.floe.testkit.Mp3Frames;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Many encoder stand-ins in one thread: each sends a few frames of MPEG audio every half second, so
 * that its mount is on the air. The public methods belong to the owner.
 */
public final class Chorus implements AutoCloseable {

  private static final Mp3Frames.Format FORMAT =
      new Mp3Frames.Format(Mp3Frames.Version.V1, 3, 48_000, false);

  private static final int KBPS = 32;
  private static final long ROUND_NANOS = 504_000_000;
  private static final int FRAMES_A_ROUND = 21;

  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable IOException broken;

  /**
   * Returns when the server has let all in.
   *
   * @throws IllegalStateException when it does not
   */
  public Chorus(int port, List<String> mounts, String password) {
    // They sing while others are let in, which takes a password check each: who is silent is
    // closed.
    thread = Thread.ofPlatform().daemon().name("chorus").start(this::sing);
    String login =
        Base64.getEncoder().encodeToString(("source:" + password).getBytes(StandardCharsets.UTF_8));
    try {
      for (String mount : mounts) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        String head =
            "SOURCE %s HTTP/1.0\r\nAuthorization: Basic %s\r\nContent-Type: audio/mpeg\r\nIce-Name: %s of the bench\r\nIce-Public: 1\r\n\r\n"
                .formatted(mount, login, mount);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        byte[] answer = socket.getInputStream().readNBytes(12);
        if (!new String(answer, StandardCharsets.US_ASCII).endsWith(" 200")) {
          throw new IllegalStateException(mount + " was refused");
        }
        sockets.add(socket);
      }
    } catch (IOException e) {
      hangUp();
      throw new UncheckedIOException("a source cannot reach port " + port, e);
    } catch (IllegalStateException e) {
      hangUp();
      throw e;
    }
  }

  /**
   * Makes sure that all still send.
   *
   * @throws IllegalStateException when the server has hung up on one
   */
  public void check() {
    IOException reason = broken;
    if (reason != null) {
      throw new IllegalStateException("a source lost its connection", reason);
    }
  }

  private void sing() {
    List<byte[]> frames = new Mp3Frames(FORMAT, 1).frames(FRAMES_A_ROUND, KBPS);
    byte[] round = new byte[frames.stream().mapToInt(frame -> frame.length).sum()];
    int at = 0;
    for (byte[] frame : frames) {
      System.arraycopy(frame, 0, round, at, frame.length);
      at += frame.length;
    }
    try {
      for (long next = System.nanoTime(); !closed; next += ROUND_NANOS) {
        for (Socket socket : sockets) {
          OutputStream out = socket.getOutputStream();
          out.write(round);
        }
        for (long left; (left = next + ROUND_NANOS - System.nanoTime()) > 0 && !closed; ) {
          LockSupport.parkNanos(left);
        }
      }
    } catch (IOException e) {
      if (!closed) {
        broken = e;
      }
    }
  }

  private void hangUp() {
    closed = true;
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is over for this one too.
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    hangUp();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
