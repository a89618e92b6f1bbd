package io.floe.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Real files made by ffmpeg, each once per test run. Any thread. */
final class Sounds {

  private Sounds() {}

  /**
   * 60 s of MP3, 128 kbit/s CBR, stereo, with an ID3 tag and a Xing frame in front, as ffmpeg
   * writes it.
   */
  static synchronized Path mp3() {
    return made(
        "music.mp3",
        List.of(
            "-f",
            "lavfi",
            "-i",
            "sine=frequency=440:sample_rate=44100:duration=60",
            "-f",
            "lavfi",
            "-i",
            "anoisesrc=color=pink:amplitude=0.3:seed=7:sample_rate=44100:duration=60",
            "-filter_complex",
            "[0][1]amerge=inputs=2",
            "-c:a",
            "libmp3lame",
            "-b:a",
            "128k",
            "-metadata",
            "title=Tagged"));
  }

  /** 60 s of MP3, 128 kbit/s CBR: a tone that is 300 Hz, and 50 Hz higher after every second. */
  static synchronized Path steps() {
    return made(
        "steps.mp3",
        List.of(
            "-f",
            "lavfi",
            "-i",
            "aevalsrc='0.5*sin(2*PI*t*(300+50*floor(t)))':sample_rate=44100:duration=60",
            "-ac",
            "2",
            "-c:a",
            "libmp3lame",
            "-b:a",
            "128k"));
  }

  /** 30 s of Opus in Ogg, 96 kbit/s. */
  static synchronized Path opus() {
    return made(
        "music.opus",
        List.of(
            "-f",
            "lavfi",
            "-i",
            "anoisesrc=color=pink:amplitude=0.3:seed=8:sample_rate=48000:duration=30",
            "-ac",
            "2",
            "-c:a",
            "libopus",
            "-b:a",
            "96k",
            "-page_duration",
            "200000",
            "-metadata",
            "artist=Frost",
            "-metadata",
            "title=Opus"));
  }

  /** 20 s of FLAC in Ogg with six channels. */
  static synchronized Path sixChannels() {
    return made(
        "surround.oga",
        List.of(
            "-f",
            "lavfi",
            "-i",
            "anoisesrc=color=pink:amplitude=0.2:seed=9:sample_rate=48000:duration=20",
            "-filter_complex",
            "[0]pan=5.1|c0=c0|c1=0.8*c0|c2=0.6*c0|c3=0.4*c0|c4=0.3*c0|c5=0.2*c0",
            "-c:a",
            "flac",
            "-f",
            "ogg",
            "-page_duration",
            "200000"));
  }

  /** The n-th of four Vorbis files of 5 s with serials of their own. */
  static synchronized Path link(int n) {
    return made(
        "link" + n + ".ogg",
        List.of(
            "-f",
            "lavfi",
            "-i",
            "sine=frequency=" + 220 * n + ":sample_rate=44100:duration=5",
            "-ac",
            "2",
            "-c:a",
            "libvorbis",
            "-b:a",
            "96k",
            "-serial_offset",
            "" + (1000 * n),
            "-page_duration",
            "200000",
            "-metadata",
            "title=Link " + n,
            "-f",
            "ogg"));
  }

  /** Four links one after the other: a chain. */
  static byte[] chain() {
    ByteArrayOutputStream chain = new ByteArrayOutputStream();
    for (int n = 1; n <= 4; n++) {
      chain.writeBytes(bytes(link(n)));
    }
    return chain.toByteArray();
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes per second of a file of known length in seconds. */
  static int rate(byte[] bytes, int seconds) {
    return bytes.length / seconds;
  }

  private static Path made(String name, List<String> arguments) {
    try {
      Path folder = Platform.root().resolve("e2e/target/sounds");
      Files.createDirectories(folder);
      Path file = folder.resolve(name);
      if (!Files.exists(file)) {
        Path part = folder.resolve("part-" + name);
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-y", "-v", "error"));
        command.addAll(arguments);
        command.add(part.toString());
        Programs.run(Duration.ofSeconds(60), command.toArray(String[]::new)).orFail();
        Files.move(part, file);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
