package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Numbered sources and what their listeners must have heard. Any thread. */
final class Broadcasts {

  private Broadcasts() {}

  /** Numbered frames at the pace of their bitrate, a second of them at once. */
  static PacedSource source(int ingestPort, String mount, byte[] audio) {
    return source(ingestPort, mount, audio, Numbered.RATE);
  }

  static PacedSource source(int ingestPort, String mount, byte[] audio, int rate) {
    return new PacedSource(
        ingestPort, mount, Platform.SOURCE_PASSWORD, "audio/mpeg", audio, rate, rate, false);
  }

  /** MP3 at the pace of 128 kbps, over and over; the first {@code lead} bytes go at once. */
  static PacedSource looped(int ingestPort, String mount, byte[] audio, int lead) {
    return new PacedSource(
        ingestPort,
        mount,
        Platform.SOURCE_PASSWORD,
        "audio/mpeg",
        audio,
        Numbered.RATE,
        lead,
        true);
  }

  /** A file once, at that pace; the first {@code lead} bytes go at once. */
  static PacedSource once(
      int ingestPort, String mount, String contentType, byte[] file, int rate, int lead) {
    return new PacedSource(
        ingestPort, mount, Platform.SOURCE_PASSWORD, contentType, file, rate, lead, false);
  }

  /** Waits until the source has sent so many bytes more than now: its pace is the clock. */
  static void awaitMore(PacedSource source, long bytes) {
    long until = source.sent() + bytes;
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> source.sent() >= until);
  }

  /** Waits until the recorder has heard what the source has sent up to now. */
  static void awaitHeard(Recorder recorder, int number, PacedSource source) {
    int frame = Numbered.lastWithin(source.sent());
    await()
        .alias("frame " + frame + " of source " + number)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> recorder.hasReached(number, frame));
  }

  /**
   * What a listener who asks for a mount is answered.
   *
   * @param from its address, on loopback
   */
  static int status(String from, int port, String mount) {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write(
              ("GET " + mount + " HTTP/1.0\r\nHost: localhost\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] line = socket.getInputStream().readNBytes("HTTP/1.0 200".length());
      return Integer.parseInt(new String(line, StandardCharsets.US_ASCII).split(" ")[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing lost, nothing twice, nothing of another source. */
  static void assertOnePiece(Recorder recorder, int number) {
    assertThat(recorder.runs())
        .as("runs of frames")
        .hasSize(1)
        .first()
        .extracting(Numbered.Run::source)
        .isEqualTo(number);
    assertThat(recorder.ended()).as("the connection was closed").isFalse();
  }

  /**
   * One source after the other, each without a hole, nothing twice.
   *
   * @param numbers the sources in the order in which they were on the air
   */
  static void assertOneAfterTheOther(Recorder recorder, Integer... numbers) {
    List<Numbered.Run> runs = recorder.runs();
    assertThat(runs)
        .as("runs of frames: %s", runs)
        .extracting(Numbered.Run::source)
        .containsExactly(numbers);
    assertThat(recorder.ended()).as("the connection was closed").isFalse();
  }
}
